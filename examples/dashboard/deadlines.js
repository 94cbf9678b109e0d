// Open zaken past their legal term, and those that nearly are.

import { card, daysFrom, h, title, today } from './dom.js'
import { ask } from './graph.js'
import { COLUMNS, PagedList, SOON } from './list.js'
import { TERMIJNEN } from './queries.js'

const ROWS = 15
const SHOWN = [COLUMNS.zaak, COLUMNS.omschrijving, COLUMNS.status, COLUMNS.uiterlijk, COLUMNS.termijn]

export async function deadlines({ show, spent }) {
  const now = today()
  const list = (caption, filter, empty) => new PagedList({
    caption, empty, first: ROWS, columns: SHOWN,
    load: async (after, stop) => {
      const answer = await ask(TERMIJNEN, { filter: { isOpen: true, ...filter }, first: ROWS, after }, stop)
      spent(answer.cost)
      return { connection: answer.data.zaken, errors: answer.errors }
    },
  })
  const late = list('Zaken over hun termijn', { uiterlijkeEinddatumAfdoeningLt: now }, 'Geen enkele zaak is over zijn termijn.')
  const soon = list('Zaken die bijna verlopen', {
    uiterlijkeEinddatumAfdoeningGt: daysFrom(now, -1), uiterlijkeEinddatumAfdoeningLt: daysFrom(now, SOON + 1),
  }, `Geen enkele zaak verloopt binnen ${SOON} dagen.`)
  show(null,
    title('Termijnen'),
    h('p', { class: 'lead' }, 'Lopende zaken naar de uiterste datum die de wet geeft. De oudste zaak staat voorop: de registers sorteren niet op termijn.'),
    card(`Verloopt binnen ${SOON} dagen`, soon.element),
    card('Over de termijn', late.element))
  await Promise.all([soon.show(), late.show()])
}
