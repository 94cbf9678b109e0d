// Composes subgraphs into a supergraph: node compose.mjs supergraph.graphql name=url name=url ...
// The SDL is asked of each as a router asks it; TOKEN is sent along, as a router's own would be.
import { writeFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

const [target, ...subgraphs] = process.argv.slice(2)

async function readSdl(url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.TOKEN}` },
    body: JSON.stringify({ query: 'query Samenstelling { _service { sdl } }' }),
  })
  const { data, errors } = await response.json()
  if (!response.ok || errors) throw new Error(`${url}: ${response.status} ${JSON.stringify(errors)}`)
  return data._service.sdl
}

const services = await Promise.all(
  subgraphs.map(async pair => {
    const at = pair.indexOf('=')
    const url = pair.slice(at + 1)
    return { name: pair.slice(0, at), url, typeDefs: parse(await readSdl(url)) }
  }),
)
const { supergraphSdl, errors, hints } = composeServices(services)
for (const error of errors ?? []) console.error(`${error.extensions?.code}: ${error.message}`)
for (const hint of hints ?? []) console.log(`${hint.definition.code}: ${hint.message}`)
if (!supergraphSdl) process.exit(1)
writeFileSync(target, supergraphSdl)
