// The werklijst: filters, an order, and pages over all registers.

import { button, card, h, newId, title } from './dom.js'
import { ask } from './graph.js'
import { COLUMNS, missing, PagedList } from './list.js'
import { mayWrite, STEP } from './step.js'
import { KEUZES, WERKLIJST } from './queries.js'

const ROWS = 25

export function field(label, name, control, hint) {
  const id = newId(name)
  control.id = id
  control.name = name
  if (hint) control.setAttribute('aria-describedby', `${id}-hint`)
  return h('div', { class: 'field' }, h('label', { class: 'utrecht-form-label', for: id }, label),
    hint && h('span', { class: 'field__hint', id: `${id}-hint` }, hint), control)
}

const select = (choices) => h('select', { class: 'utrecht-select utrecht-select--html-select' },
  choices.map(([value, text]) => h('option', { value }, text)))
export const input = (type, more) => h('input', { class: 'utrecht-textbox utrecht-textbox--html-input', type, ...more })

/** The arguments of `zaken` that a form stands for; what is empty is left out. */
function argumentsOf(form) {
  const values = Object.fromEntries(new FormData(form))
  const filter = {
    isOpen: { open: true, klaar: false }[values.stand],
    zaaktypeOmschrijving: values.zaaktype || undefined,
    omschrijving: values.omschrijving.trim() || undefined,
    startdatumGte: values.van || undefined,
    startdatumLte: values.tot || undefined,
  }
  return { filter, sorteer: [values.orde], bronnen: values.register ? [values.register] : null }
}

export async function worklist({ show, signal, spent }) {
  const { data, errors, cost } = await ask(KEUZES, {}, signal)
  const types = [...new Set((data.zaaktypen ?? []).filter((one) => !one.concept).map((one) => one.omschrijving))].sort()
  const registers = (data.zaken?.bronnen ?? []).map((bron) => bron.naam)
  const form = h('form', { class: 'filters', 'aria-label': 'Filters', onsubmit: (event) => { event.preventDefault(); search() } },
    field('Stand', 'stand', select([['open', 'Lopend'], ['', 'Alle'], ['klaar', 'Afgehandeld']])),
    field('Zaaktype', 'zaaktype', select([['', 'Alle zaaktypen'], ...types.map((one) => [one, one])])),
    field('Register', 'register', select([['', 'Alle registers'], ...registers.map((one) => [one, one])])),
    field('Woorden in de omschrijving', 'omschrijving', input('search', { autocomplete: 'off' })),
    field('Gestart vanaf', 'van', input('date')),
    field('Gestart tot en met', 'tot', input('date')),
    field('Volgorde', 'orde', select([
      ['STARTDATUM_AFLOPEND', 'Nieuwste eerst'], ['STARTDATUM', 'Oudste eerst'], ['IDENTIFICATIE', 'Zaaknummer'],
    ])),
    h('div', { class: 'utrecht-button-group' },
      button('Toon zaken', null, 'primary-action', { type: 'submit' }),
      button('Wis filters', () => { form.reset(); search() })))
  const place = h('div')

  function search() {
    const asked = argumentsOf(form)
    const list = new PagedList({
      caption: 'Zaken in de werklijst', first: ROWS, notes: true,
      columns: [COLUMNS.zaak, COLUMNS.omschrijving, COLUMNS.status, COLUMNS.aanvrager, COLUMNS.start, COLUMNS.termijn, ...(mayWrite() ? [STEP] : [])],
      load: async (after, stop) => {
        const answer = await ask(WERKLIJST, { ...asked, first: ROWS, after }, stop)
        spent(answer.cost)
        return { connection: answer.data.zaken, errors: answer.errors }
      },
    })
    place.replaceChildren(list.element)
    return list.show()
  }

  show(cost,
    title('Werklijst'),
    h('p', { class: 'lead' }, 'Zaken uit alle registers, in één volgorde. Kan een register niet filteren zoals u vraagt, dan staat dat boven de lijst.'),
    missing(errors, 'De keuzes hieronder zijn niet volledig'),
    card('Filters', form),
    card('Zaken', place))
  await search()
}
