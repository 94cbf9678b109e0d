// One person or company: who it is, how to reach them, their zaken and contacts. The number stays in
// this page's memory: never in its address, its history or the browser's storage.

import { alert, button, card, h, moment, title } from './dom.js'
import { ask, errorsAt, failures, reason } from './graph.js'
import { COLUMNS, missing, PagedList } from './list.js'
import { KLANT, KLANTZAKEN } from './queries.js'
import { field, input } from './worklist.js'

const ROWS = 10
const EXAMPLE = '999993653' // of the published test range

/** The number as the graph wants it, or null: a BSN has nine digits, a KVK-nummer eight. */
function identify(text) {
  const digits = text.replaceAll(/[\s.]/g, '')
  if (/^\d{9}$/.test(digits)) return { bsn: digits }
  return /^\d{8}$/.test(digits) ? { kvk: digits } : null
}

/** A part of the page: what is there, that there is nothing, or who did not answer. */
function part(text, value, errors, filled, empty) {
  const isEmpty = value == null || value.length === 0
  const failed = errors.length > 0 && missing(errors, 'Dit is niet of niet helemaal te lezen')
  return card(text, failed, isEmpty ? !failed && h('p', null, empty) : filled(value))
}

function facts(klant) {
  const { adressering: adres, geboorte } = klant
  const lines = [adres?.adresregel1, adres?.adresregel2, adres?.adresregel3].filter(Boolean).join(', ')
  const rows = [['Geboren', geboorte?.datum?.langFormaat], ['Adres', lines], ['KVK-nummer', klant.kvkNummer]]
  for (const { adres: value, soortDigitaalAdres: kind, isStandaardAdres: isFirst } of klant.digitaleAdressen ?? []) {
    const name = { EMAIL: 'E-mail', TELEFOONNUMMER: 'Telefoon' }[kind] ?? 'Ander adres'
    rows.push([name, `${value}${isFirst ? ' (voorkeur)' : ''}`])
  }
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value).map(([name, value]) => [h('dt', null, name), h('dd', null, value)]))
}

const contacts = (rows) => h('ul', { class: 'contacts' }, rows.map((row) =>
  h('li', null, h('strong', null, row.onderwerp ?? 'Zonder onderwerp'), h('span', { class: 'soft' }, [moment(row.plaatsgevondenOp), row.kanaal && ` · ${row.kanaal}`]))))

function page(asked, { klant }, errors, spent) {
  const zaken = new PagedList({
    caption: 'Zaken van deze klant', first: ROWS, empty: 'Deze klant heeft geen zaken.',
    columns: [COLUMNS.zaak, COLUMNS.omschrijving, COLUMNS.status, COLUMNS.start, COLUMNS.termijn],
    load: async (after, stop) => {
      const answer = await ask(KLANTZAKEN, { ...asked, first: ROWS, after }, stop)
      spent(answer.cost)
      return { connection: answer.data.klant?.zaken, errors: answer.errors }
    },
  })
  zaken.show({ connection: klant.zaken, errors: errorsAt(errors, 'klant', 'zaken') })
  const own = errors.filter((error) => !['klantcontacten', 'zaken'].includes(error.path?.[1]))
  const name = klant.weergavenaam ?? 'Naam onbekend'
  return [
    h('p', { role: 'status', class: 'visually-hidden' }, `Gevonden: ${name}`),
    h('div', { class: 'grid' },
      card(name, missing(own, 'Een deel van deze gegevens ontbreekt'), facts(klant)),
      part('Contacten', klant.klantcontacten, errorsAt(errors, 'klant', 'klantcontacten'), contacts, 'Er zijn geen contacten vastgelegd.')),
    card('Zaken', zaken.element),
  ]
}

export async function klant({ show, spent }) {
  const place = h('div')
  const number = input('text', { inputmode: 'numeric', autocomplete: 'off', required: true })
  const wrong = h('p', { class: 'field__error', role: 'alert', id: 'klant-fout' })
  const form = h('form', { class: 'filters', 'aria-label': 'Klant zoeken', novalidate: true },
    field('BSN of KVK-nummer', 'nummer', number, 'Negen of acht cijfers'),
    h('div', { class: 'utrecht-button-group' },
      button('Zoek klant', null, 'primary-action', { type: 'submit' }),
      button('Voorbeeld', () => { number.value = EXAMPLE; form.requestSubmit() })))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const asked = identify(number.value)
    wrong.textContent = asked ? '' : 'Vul een BSN van negen of een KVK-nummer van acht cijfers in.'
    number.toggleAttribute('aria-invalid', !asked)
    if (!asked) return number.focus()
    place.classList.add('busy')
    try {
      const { data, errors, cost } = await ask(KLANT, { ...asked, first: ROWS })
      spent(cost)
      const lines = failures(errors).map((failure) => `${failure.name} ${reason(failure.code)}`)
      if (data.klant) place.replaceChildren(...page(asked, data, errors, spent))
      else if (lines.length) place.replaceChildren(alert('error', 'Deze klant kon niet worden gelezen', lines))
      else place.replaceChildren(alert('info', 'Er is geen klant met dit nummer'))
    } catch (error) {
      if (!error.code) throw error
      place.replaceChildren(alert('error', 'Er kwam geen antwoord', [`De gateway ${reason(error.code)}`]))
    } finally {
      place.classList.remove('busy')
    }
  })
  show(null,
    title('Klant'),
    h('p', { class: 'lead' }, 'Wie iemand is, hoe u die bereikt, en welke zaken en contacten er zijn: elk uit zijn eigen register.'),
    card('Klant zoeken', form, wrong),
    place)
}
