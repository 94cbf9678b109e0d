// The links between the registers, which OpenAPI does not know: fields that Hive Gateway adds.
export const additionalTypeDefs = /* GraphQL */ `
  type Soort { omschrijving: String volgnummer: Int }
  extend type Zaak {
    zaaktypeRecord: Soort
    statusRecord: Status
    statussen: [Status]
    resultaatRecord: Resultaat
    rollen: [Rol]
    documenten: [Document]
    besluiten: [Besluit]
    klantcontacten: [Klantcontact]
  }
  extend type Status { statustypeRecord: Soort }
  extend type Resultaat { resultaattypeRecord: Soort }
  extend type Document { informatieobjecttypeRecord: Soort }
  extend type Besluit { besluittypeRecord: Soort documenten: [Document] }
  extend type Rol { persoon: Persoon }
`

const BSNS_PER_CALL = 20
const TYPES = ['zaaktypen', 'statustypen', 'resultaattypen', 'informatieobjecttypen', 'besluittypen']
const ABOUT = 'onderwerpobject__onderwerpobjectidentificator'
const lastPart = url => url.slice(url.lastIndexOf('/') + 1)

// The catalogus in memory, as the other baselines have it.
export async function readCatalogus(registers) {
  const types = new Map()
  for (const name of TYPES) {
    const response = await fetch(`${registers}/catalogi/api/v1/${name}?status=alles`)
    for (const found of (await response.json()).results) types.set(found.url, found)
  }
  return types
}

const field = (name, selectionSet) => ({ kind: 'Field', name: { kind: 'Name', value: name }, selectionSet })
const select = selections => ({ kind: 'SelectionSet', selections })

// Reads what is asked from within a field of the answer, with what the links of its records need.
function inside(name, needs) {
  return {
    selectionSet: subtree =>
      select([field(name, select([...subtree.selections, ...needs.map(need => NESTED[need] ?? field(need))]))]),
    valuesFromResults: answer => answer?.[name] ?? [],
  }
}

const NESTED = { betrokkeneIdentificatie: field('betrokkeneIdentificatie', select([field('inpBsn')])) }

export function createResolvers(types) {
  const soort = name => ({ selectionSet: `{ ${name} }`, resolve: record => types.get(record[name]) ?? null })
  const read = (field, params) => params.context.registers.Query[field](params)
  const entity = (name, field) => ({
    selectionSet: `{ ${name} }`,
    resolve: (root, _, context, info) =>
      root[name] ? read(field, { root, context, info, args: { uuid: lastPart(root[name]) } }) : null,
  })
  const children = (field, args, needs = [], selectionSet = '{ url }') => {
    const within = inside('results', needs)
    return {
      selectionSet,
      resolve: (root, _, context, info) => read(field, { root, context, info, args: args(root), ...within }),
    }
  }
  const documents = inside('results', ['url', 'informatieobjecttype'])
  const documenten = (field, parent) => ({
    selectionSet: '{ url }',
    async resolve(root, _, context, info) {
      const relations = await read(field, {
        root,
        context,
        args: { [parent]: root.url },
        selectionSet: '{ informatieobject }',
      })
      if (!relations.length) return []
      const urls = relations.map(relation => relation.informatieobject)
      const args = { input: { uuid__in: urls.map(lastPart) } }
      const found = await read('documentenZoek', { root, context, info, args, ...documents })
      const byUrl = new Map(found.map(document => [document.url, document]))
      return urls.map(url => byUrl.get(url) ?? null)
    },
  })
  return {
    Zaak: {
      zaaktypeRecord: soort('zaaktype'),
      statusRecord: entity('status', 'status'),
      resultaatRecord: entity('resultaat', 'resultaat'),
      statussen: children('statussen', zaak => ({ zaak: zaak.url }), ['statustype']),
      rollen: children('rollen', zaak => ({ zaak: zaak.url }), ['betrokkeneIdentificatie']),
      documenten: documenten('zaakdocumenten', 'zaak'),
      besluiten: children('besluiten', zaak => ({ zaak: zaak.url }), ['url', 'besluittype']),
      klantcontacten: children(
        'klantcontacten',
        zaak => ({ [`${ABOUT}CodeObjecttype`]: 'zaak', [`${ABOUT}ObjectId`]: zaak.uuid }),
        [],
        '{ uuid }',
      ),
    },
    Status: { statustypeRecord: soort('statustype') },
    Resultaat: { resultaattypeRecord: soort('resultaattype') },
    Document: { informatieobjecttypeRecord: soort('informatieobjecttype') },
    Besluit: {
      besluittypeRecord: soort('besluittype'),
      documenten: documenten('besluitdocumenten', 'besluit'),
    },
    Rol: {
      persoon: {
        selectionSet: '{ betrokkeneIdentificatie { inpBsn } }',
        resolve(root, _, context, info) {
          const bsn = root.betrokkeneIdentificatie?.inpBsn
          return bsn ? read('personen', { root, context, info, key: bsn, ...persons }) : null
        },
      },
    },
  }
}

const persons = {
  argsFromKeys: keys => ({
    input: {
      type: 'RaadpleegMetBurgerservicenummer',
      burgerservicenummer: keys,
      fields: ['burgerservicenummer', 'naam'],
    },
  }),
  dataLoaderOptions: { maxBatchSize: BSNS_PER_CALL },
  selectionSet: inside('personen', ['burgerservicenummer']).selectionSet,
  valuesFromResults(found, keys) {
    const byBsn = new Map(found?.personen?.map(persoon => [persoon.burgerservicenummer, persoon]))
    return keys.map(bsn => byBsn.get(bsn) ?? null)
  },
}
