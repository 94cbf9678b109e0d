// Every question this page asks. Filters and cursors are variables: a document never holds a value, so
// that the gateway can remember it and nothing personal stands in a log.

const ROW = `
  id uuid identificatie omschrijving startdatum einddatum uiterlijkeEinddatumAfdoening bron
  zaaktype { omschrijving }
  status { statustype { omschrijving } }`

const WERK = `
  rollen { omschrijvingGeneriek weergavenaam }
  zaaktype { statustypen { id omschrijving volgnummer isEindstatus } }
  status { statustype { volgnummer } }`

const LIST = `
  totalCount
  bronnen { naam aantal fout }
  pageInfo { hasNextPage endCursor }`

export const WERKLIJST = `
query Werklijst($filter: ZaakFilter, $sorteer: [ZaakSortering!], $bronnen: [String!], $first: Int, $after: String) {
  zaken(filter: $filter, sorteer: $sorteer, bronnen: $bronnen, first: $first, after: $after) {
    ${LIST}
    nodes { ${ROW} ${WERK} }
  }
}`

export const GEWIJZIGD = `
subscription Gewijzigd {
  zakenGewijzigd { zaak { ${ROW} ${WERK} } }
}`

export const STATUS_ZETTEN = `
mutation StatusZetten($invoer: StatusZettenInvoer!, $toelichting: String, $sleutel: String) {
  statusZetten(invoer: $invoer, toelichting: $toelichting, idempotentiesleutel: $sleutel) {
    zaak { ${ROW} ${WERK} }
    fouten { code veld melding }
  }
}`

export const KEUZES = `
query Keuzes {
  zaaktypen { identificatie omschrijving concept }
  zaken(first: 1) { bronnen { naam } }
}`

// Two questions and not one: a count is dear, and the gateway bounds what one question may cost.
export const GRAFIEKEN = `
query Grafieken($van: Date!, $tot: Date!) {
  perZaaktype: zakenTelling(groepeerOp: [ZAAKTYPEIDENTIFICATIE, OPEN]) {
    groepen { zaaktype { identificatie omschrijving } isOpen aantal }
  }
  perMaand: zakenTelling(groepeerOp: [MAAND], filter: { startdatumGte: $van, startdatumLt: $tot }) {
    groepen { periode { naam } aantal }
  }
}`

export const KERNCIJFERS = `
query Kerncijfers($gisteren: Date!, $vandaag: Date!, $straks: Date!) {
  perRegister: zakenTelling(groepeerOp: [BRON, OPEN]) { groepen { bron isOpen aantal } }
  teLaat: zakenTelling(groepeerOp: [OPEN], filter: { isOpen: true, uiterlijkeEinddatumAfdoeningLt: $vandaag }) { totaal }
  bijna: zakenTelling(
    groepeerOp: [OPEN]
    filter: { isOpen: true, uiterlijkeEinddatumAfdoeningGt: $gisteren, uiterlijkeEinddatumAfdoeningLt: $straks }
  ) { totaal }
}`

export const TERMIJNEN = `
query Termijnen($filter: ZaakFilter, $first: Int, $after: String) {
  zaken(filter: $filter, sorteer: [STARTDATUM], first: $first, after: $after) {
    ${LIST}
    nodes { ${ROW} }
  }
}`

export const KLANT = `
query Klant($bsn: BSN, $kvk: String, $first: Int) {
  klant(bsn: $bsn, kvkNummer: $kvk) {
    __typename
    weergavenaam
    ... on Persoon {
      geboorte { datum { langFormaat } }
      adressering { adresregel1 adresregel2 adresregel3 }
    }
    ... on Bedrijf { kvkNummer }
    digitaleAdressen { adres soortDigitaalAdres isStandaardAdres }
    klantcontacten { onderwerp kanaal plaatsgevondenOp }
    zaken(sorteer: [STARTDATUM_AFLOPEND], first: $first) { ${LIST} nodes { ${ROW} } }
  }
}`

export const KLANTZAKEN = `
query KlantZaken($bsn: BSN, $kvk: String, $first: Int, $after: String) {
  klant(bsn: $bsn, kvkNummer: $kvk) {
    zaken(sorteer: [STARTDATUM_AFLOPEND], first: $first, after: $after) { ${LIST} nodes { ${ROW} } }
  }
}`
