// Hive Gateway in front of the municipality's graph: what docs/federation.md tells to configure.
import { defineConfig } from '@graphql-hive/gateway'

// Who asks and what for must reach the subgraph: the caller's own token, never one of the router.
const HEADERS = ['authorization', 'x-doelbinding', 'traceparent', 'tracestate']

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ request }) {
      const found = HEADERS.map(name => [name, request.headers.get(name)])
      return Object.fromEntries(found.filter(([, value]) => value))
    },
  },
  landingPage: false,
  graphiql: false,
  logging: 'error',
})
