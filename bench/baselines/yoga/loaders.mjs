// The reads of the registers: one keep-alive pool, a dataloader per edge, the catalogus in memory.
import DataLoader from 'dataloader'
import { Agent, request } from 'undici'

const BSNS_PER_CALL = 20
const TYPES = ['zaaktypen', 'statustypen', 'resultaattypen', 'informatieobjecttypen', 'besluittypen']
const HEADERS = { 'accept-crs': 'EPSG:4326', 'content-crs': 'EPSG:4326', 'content-type': 'application/json' }

export async function createRegisters(host) {
  const dispatcher = new Agent({ connections: 100, headersTimeout: 60_000, bodyTimeout: 60_000 })
  const roots = Object.fromEntries(
    ['zaken', 'catalogi', 'documenten', 'besluiten', 'klantinteracties'].map(api => [api, `${host}/${api}/api/v1/`]),
  )
  roots.brp = `${host}/haalcentraal/api/brp/`

  async function read(url, options) {
    const { statusCode, body } = await request(url, { dispatcher, headers: HEADERS, ...options })
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`)
    return body.json()
  }
  const get = url => read(url)
  const post = (url, body) => read(url, { method: 'POST', body: JSON.stringify(body) })
  const list = async (api, path, params) => {
    const answer = await get(`${roots[api]}${path}?${new URLSearchParams(params)}`)
    return Array.isArray(answer) ? answer : answer.results
  }
  const types = new Map()
  for (const name of TYPES) {
    for (const found of await list('catalogi', name, { status: 'alles' })) types.set(found.url, found)
  }
  return { roots, get, post, list, types }
}

export function createLoaders(registers) {
  const each = load => new DataLoader(keys => Promise.all(keys.map(load)))
  const children = (api, path, parent) => each(url => registers.list(api, path, { [parent]: url }))
  return {
    entity: each(registers.get),
    rollen: children('zaken', 'rollen', 'zaak'),
    statussen: children('zaken', 'statussen', 'zaak'),
    zaakdocumenten: children('zaken', 'zaakinformatieobjecten', 'zaak'),
    besluiten: children('besluiten', 'besluiten', 'zaak'),
    besluitdocumenten: children('besluiten', 'besluitinformatieobjecten', 'besluit'),
    documenten: new DataLoader(urls => loadDocumenten(registers, urls)),
    personen: new DataLoader(bsns => loadPersonen(registers, bsns), { maxBatchSize: BSNS_PER_CALL }),
  }
}

async function loadDocumenten(registers, urls) {
  const body = { uuid__in: urls.map(url => url.slice(url.lastIndexOf('/') + 1)) }
  const page = await registers.post(`${registers.roots.documenten}enkelvoudiginformatieobjecten/_zoek`, body)
  const found = new Map(page.results.map(document => [document.url, document]))
  return urls.map(url => found.get(url) ?? null)
}

async function loadPersonen(registers, bsns) {
  const { personen } = await registers.post(`${registers.roots.brp}personen`, {
    type: 'RaadpleegMetBurgerservicenummer',
    burgerservicenummer: bsns,
    fields: ['burgerservicenummer', 'naam'],
  })
  const found = new Map(personen.map(persoon => [persoon.burgerservicenummer, persoon]))
  return bsns.map(bsn => found.get(bsn) ?? null)
}
