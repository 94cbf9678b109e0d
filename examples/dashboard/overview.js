// How many zaken there are: counts only, no zaak is read.

import { columns, stackedBars } from './charts.js'
import { card, daysFrom, h, number, refill, table, title, today } from './dom.js'
import { ask } from './graph.js'
import { missing, SOON } from './list.js'
import { whileShown } from './live.js'
import { GRAFIEKEN, KERNCIJFERS } from './queries.js'

/** The first day of the month that lies so many months from this day's. */
const monthFrom = (text, months) =>
  new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1 + months, 1)).toISOString().slice(0, 10)

/** A sum that is null as soon as a part of it is. */
const sum = (values) => values.reduce((total, value) => total == null || value == null ? null : total + value, 0)

/** Groups of `isOpen` per name: [{ name, open, done }], with the name marked when a count failed. */
function byName(groups, key, nameOf) {
  const rows = new Map()
  for (const group of groups) {
    const row = rows.get(key(group)) ?? { name: nameOf(group), open: 0, done: 0 }
    if (group.aantal == null) row.name = `${nameOf(group)} (onvolledig)`
    row[group.isOpen ? 'open' : 'done'] += group.aantal ?? 0
    rows.set(key(group), row)
  }
  return [...rows.values()].sort((one, other) => other.open + other.done - one.open - one.done)
}

const SOONEST = 1_500 // after a change, in ms: changes come together
const SELDOM = 10_000 // between two readings: counts are dear

const tile = (kind, value, label) => h('li', { class: `tile tile--${kind}` },
  h('span', { class: 'tile__number' }, number(value)), h('span', { class: 'tile__label' }, label))

export async function overview({ show, spent, signal }) {
  const place = h('div')
  let [timer, read] = [null, 0]
  const first = await figures(signal)
  show(first.cost, title('Overzicht'),
    h('p', { class: 'lead' }, 'Hoeveel zaken er zijn in alle registers samen, geteld op het moment dat u kijkt.'), place)
  refill(place, first.parts)

  async function again() {
    timer = null
    read = Date.now()
    const found = await figures(signal).catch((error) => ({ error }))
    if (found.error || !place.isConnected) return // the next change tries again
    refill(place, found.parts)
    spent(found.cost)
  }
  const soon = () => { timer ??= setTimeout(again, Math.max(SOONEST, read + SELDOM - Date.now())) }
  whileShown(place, { zaak: soon, gemist: soon })
}

async function figures(signal) {
  const now = today()
  const [charts, counts] = await Promise.all([
    ask(GRAFIEKEN, { van: monthFrom(now, -11), tot: monthFrom(now, 1) }, signal),
    ask(KERNCIJFERS, { gisteren: daysFrom(now, -1), vandaag: now, straks: daysFrom(now, SOON + 1) }, signal),
  ])
  const data = { ...charts.data, ...counts.data }
  const errors = [...charts.errors, ...counts.errors]
  const registers = data.perRegister?.groepen ?? []
  const isOpen = (open) => data.perRegister && sum(registers.filter((one) => one.isOpen === open).map((one) => one.aantal))
  const parts = [
    missing(errors, 'Deze cijfers zijn niet volledig', () => window.dispatchEvent(new Event('hashchange'))),
    h('ul', { class: 'tiles', 'aria-label': 'Kerncijfers' },
      tile('open', isOpen(true), 'lopende zaken'),
      tile('late', data.teLaat?.totaal, 'over de wettelijke termijn'),
      tile('soon', data.bijna?.totaal, `verlopen binnen ${SOON} dagen`),
      tile('done', isOpen(false), 'afgehandelde zaken')),
    h('div', { class: 'grid' },
      data.perZaaktype?.groepen && card('Zaken per zaaktype', stackedBars('Zaken per zaaktype',
        byName(data.perZaaktype.groepen, (one) => one.zaaktype?.identificatie, (one) => one.zaaktype?.omschrijving ?? 'Onbekend'))),
      data.perMaand?.groepen && card('Gestarte zaken per maand', columns('Gestarte zaken per maand',
        data.perMaand.groepen.map((one) => ({ month: one.periode.naam, value: one.aantal ?? 0 }))))),
    registers.length > 0 && card('Per register', table('Zaken per register', [
      { name: 'Register', cell: (row) => row.name, head: true },
      { name: 'Lopend', cell: (row) => number(row.open), number: true },
      { name: 'Afgehandeld', cell: (row) => number(row.done), number: true },
      { name: 'Samen', cell: (row) => number(row.open + row.done), number: true },
    ], byName(registers, (one) => one.bron, (one) => one.bron), { hidden: true }))]
  return { cost: [charts.cost, counts.cost], parts }
}
