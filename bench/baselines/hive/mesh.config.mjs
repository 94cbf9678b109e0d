// Composes the supergraph from the OpenAPI document: `mesh-compose -o supergraph.graphql`.
import { defineConfig } from '@graphql-mesh/compose-cli'
import { loadOpenAPISubgraph } from '@omnigraph/openapi'

const SEARCHES = ['zakenZoek', 'documentenZoek', 'personen']

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('registers', {
        source: './openapi.json',
        operationHeaders: { 'accept-crs': 'EPSG:4326', 'content-crs': 'EPSG:4326' },
        selectQueryOrMutationField: SEARCHES.map(fieldName => ({ type: 'query', fieldName })),
      }),
    },
  ],
})
