// graphql-yoga with graphql-jit, dataloader and undici: `node server.mjs --port 9104 --registers <url>`.
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { useGraphQlJit } from '@envelop/graphql-jit'
import { createSchema, createYoga } from 'graphql-yoga'
import { createLoaders, createRegisters } from './loaders.mjs'
import { resolvers, typeDefs } from './schema.mjs'

const { values } = parseArgs({ options: { port: { type: 'string' }, registers: { type: 'string' } } })
const registers = await createRegisters(values.registers)
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => ({ registers, loaders: createLoaders(registers) }),
  plugins: [useGraphQlJit()],
  graphiql: false,
  landingPage: false,
  logging: false,
})
createServer(yoga).listen(Number(values.port), '127.0.0.1')
