// The fields that the measured operations use, by the names of the gateway under test.
export const typeDefs = /* GraphQL */ `
  scalar UUID
  scalar BSN
  enum ZaakSortering { IDENTIFICATIE_AFLOPEND }
  type Query {
    zaak(uuid: UUID!): Zaak
    zaken(first: Int!, after: String, sorteer: [ZaakSortering!]): ZaakConnection
    klant(bsn: BSN!): Klant
  }
  type ZaakConnection { nodes: [Zaak!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Zaak {
    uuid: String
    identificatie: String
    bronorganisatie: String
    omschrijving: String
    toelichting: String
    registratiedatum: String
    startdatum: String
    einddatum: String
    einddatumGepland: String
    uiterlijkeEinddatumAfdoening: String
    vertrouwelijkheidaanduiding: String
    archiefstatus: String
    zaaktype: Soort
    status: Status
    statussen: [Status!]
    resultaat: Resultaat
    rollen: [Rol!]
    documenten: [Document]
    besluiten: [Besluit!]
    klantcontacten: [Klantcontact!]
  }
  type Soort { omschrijving: String volgnummer: Int }
  type Status { datumStatusGezet: String statustype: Soort }
  type Resultaat { toelichting: String resultaattype: Soort }
  type Rol { omschrijving: String betrokkeneType: String persoon: Persoon }
  type Persoon { naam: Naam }
  type Naam { volledigeNaam: String }
  type Document { titel: String creatiedatum: String formaat: String informatieobjecttype: Soort }
  type Besluit { datum: String toelichting: String besluittype: Soort documenten: [Document] }
  type Klantcontact { onderwerp: String kanaal: String plaatsgevondenOp: String }
  type Partij { nummer: String soortPartij: String }
  type DigitaalAdres { adres: String soortDigitaalAdres: String }
  type Klant {
    weergavenaam: String
    soort: String
    partij: Partij
    digitaleAdressen: [DigitaalAdres!]
    zaken(first: Int!): ZaakConnection
    klantcontacten: [Klantcontact!]
  }
`

const ORDERINGS = { IDENTIFICATIE_AFLOPEND: '-identificatie' }
const ABOUT = 'onderwerpobject__onderwerpobjectidentificator'
const INITIATOR = 'rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn'

const upper = name => record => record[name]?.toUpperCase() || record[name]
const type = name => (record, _, { registers }) => (record[name] ? registers.types.get(record[name]) : null)
const entity = name => (record, _, { loaders }) => (record[name] ? loaders.entity.load(record[name]) : null)
const children = name => (record, _, { loaders }) => loaders[name].load(record.url)
const documents = name => async (record, _, { loaders }) => {
  const relations = await loaders[name].load(record.url)
  return loaders.documenten.loadMany(relations.map(relation => relation.informatieobject))
}
const byBsn = (path, prefix) => (klant, _, { registers }) =>
  registers.list('klantinteracties', path, {
    [`${prefix}partijIdentificator__codeSoortObjectId`]: 'bsn',
    [`${prefix}partijIdentificator__objectId`]: klant.bsn,
  })

function connection(page, number) {
  return { nodes: page.results, pageInfo: { hasNextPage: page.next !== null, endCursor: String(number) } }
}

export const resolvers = {
  Query: {
    zaak: (_, { uuid }, { loaders, registers }) => loaders.entity.load(`${registers.roots.zaken}zaken/${uuid}`),
    async zaken(_, { first, after, sorteer }, { registers }) {
      const number = Number(after ?? 0) + 1
      const params = { pageSize: first, page: number }
      if (sorteer) params.ordering = sorteer.map(order => ORDERINGS[order]).join(',')
      return connection(await registers.get(`${registers.roots.zaken}zaken?${new URLSearchParams(params)}`), number)
    },
    klant: (_, { bsn }) => ({ bsn, soort: 'PERSOON' }),
  },
  Zaak: {
    vertrouwelijkheidaanduiding: upper('vertrouwelijkheidaanduiding'),
    archiefstatus: upper('archiefstatus'),
    zaaktype: type('zaaktype'),
    status: entity('status'),
    statussen: children('statussen'),
    resultaat: entity('resultaat'),
    rollen: children('rollen'),
    documenten: documents('zaakdocumenten'),
    besluiten: children('besluiten'),
    klantcontacten: (zaak, _, { registers }) =>
      registers.list('klantinteracties', 'klantcontacten', {
        [`${ABOUT}CodeObjecttype`]: 'zaak',
        [`${ABOUT}ObjectId`]: zaak.uuid,
      }),
  },
  Status: { statustype: type('statustype') },
  Resultaat: { resultaattype: type('resultaattype') },
  Rol: {
    betrokkeneType: upper('betrokkeneType'),
    persoon: (rol, _, { loaders }) => {
      const bsn = rol.betrokkeneIdentificatie.inpBsn
      return bsn ? loaders.personen.load(bsn) : null
    },
  },
  Document: { informatieobjecttype: type('informatieobjecttype') },
  Besluit: { besluittype: type('besluittype'), documenten: documents('besluitdocumenten') },
  Partij: { soortPartij: upper('soortPartij') },
  DigitaalAdres: { soortDigitaalAdres: upper('soortDigitaalAdres') },
  Klant: {
    weergavenaam: async (klant, _, { loaders }) => (await loaders.personen.load(klant.bsn))?.naam.volledigeNaam,
    partij: async (klant, _, context) => (await byBsn('partijen', '')(klant, _, context))[0],
    digitaleAdressen: byBsn('digitaleadressen', 'verstrektDoorPartij__'),
    klantcontacten: byBsn('klantcontacten', 'hadBetrokkene__wasPartij__'),
    async zaken(klant, { first }, { registers }) {
      const url = `${registers.roots.zaken}zaken/_zoek?pageSize=${first}`
      return connection(await registers.post(url, { [INITIATOR]: klant.bsn }), 1)
    },
  },
}
