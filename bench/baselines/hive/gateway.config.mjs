// Hive Gateway over the composed supergraph; REGISTERS is the host of the registers.
import { defineConfig } from '@graphql-hive/gateway'
import { additionalTypeDefs, createResolvers, readCatalogus } from './links.mjs'

export const gatewayConfig = defineConfig({
  supergraph: './supergraph.graphql',
  additionalTypeDefs,
  additionalResolvers: createResolvers(await readCatalogus(process.env.REGISTERS)),
  jit: true,
  landingPage: false,
  graphiql: false,
  logging: 'error',
})
