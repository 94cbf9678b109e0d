// A list that is read page by page with cursors, and that says which register is missing from it.

import { alert, button, contentOf, daysBetween, day, h, number, refill, table, today } from './dom.js'
import { failures, reason } from './graph.js'
import { announce, whileShown } from './live.js'

export const SOON = 14 // days before the deadline in which a zaak is "almost due"

/** What is left of, or over, the legal term of a zaak, in words and not only in colour. */
export function deadline(zaak) {
  const until = zaak.uiterlijkeEinddatumAfdoening
  if (!until) return null
  const badge = (kind, text) => h('span', { class: `utrecht-status-badge utrecht-status-badge--${kind}` }, text)
  if (zaak.einddatum) return badge('success', 'Afgehandeld')
  const left = daysBetween(today(), until)
  const days = (count) => `${number(count)} ${count === 1 ? 'dag' : 'dagen'}`
  if (left < 0) return badge('danger', `${days(-left)} te laat`)
  if (left === 0) return badge('warning', 'Vandaag')
  return badge(left <= SOON ? 'warning' : 'neutral', `Nog ${days(left)}`)
}

const under = (text) => text && h('span', { class: 'under' }, text)

export const COLUMNS = {
  zaak: { name: 'Zaak en register', cell: (zaak) => [zaak.identificatie, under(zaak.bron)], head: true, nowrap: true },
  omschrijving: { name: 'Omschrijving en zaaktype', cell: (zaak) => [zaak.omschrijving, under(zaak.zaaktype?.omschrijving)] },
  status: { name: 'Status', cell: (zaak) => zaak.status?.statustype?.omschrijving },
  start: { name: 'Gestart', cell: (zaak) => day(zaak.startdatum) },
  uiterlijk: { name: 'Uiterlijk', cell: (zaak) => day(zaak.uiterlijkeEinddatumAfdoening) },
  termijn: { name: 'Termijn', cell: deadline, nowrap: true },
  aanvrager: {
    name: 'Aanvrager',
    cell: (zaak) => zaak.rollen?.find((rol) => rol.omschrijvingGeneriek === 'INITIATOR')?.weergavenaam,
  },
}

/** What is missing and why, or nothing. `again` is offered when asking again may help. */
export function missing(errors, what, again) {
  const failed = failures(errors)
  if (failed.length === 0) return null
  const lines = failed.map(({ name, code }) => `${name} ${reason(code)}`)
  const retry = again && failed.some((failure) => failure.retryable) && button('Opnieuw proberen', again)
  return alert('warning', what, lines, retry)
}

/**
 * load(after, signal) resolves to { connection, errors }; the connection is null when all failed. What
 * changes is shown in its row; with `notes` the list also tells of changes outside this page of it.
 */
export class PagedList {
  constructor({ caption, columns, first, load, notes = false, empty = 'Er zijn geen zaken die hieraan voldoen.' }) {
    Object.assign(this, { caption, columns, first, load, notes, empty, shown: new Map(), others: new Set() })
    this.note = h('div', { class: 'note', hidden: true }, h('p', { role: 'status' }),
      button('Vernieuw de lijst', () => this.show()))
    this.starts = [{ cursor: null, row: 1 }]
    this.status = h('p', { role: 'status' })
    this.rows = h('div', { class: 'rows' })
    this.back = button('Vorige', () => this.turn(-1))
    this.next = button('Volgende', () => this.turn(1))
    this.element = h('div', null, this.note, this.rows, h('div', { class: 'bar' }, this.status,
      h('nav', { class: 'utrecht-button-group', 'aria-label': `Bladeren: ${caption}` }, this.back, this.next)))
    this.allow(false, false)
    whileShown(this.element, { zaak: (zaak) => this.changed(zaak), gemist: () => this.show() })
  }

  /** Show a zaak as it is now. The order and the filters are those of the moment of reading. */
  changed(zaak) {
    const row = this.shown.get(zaak.id)
    if (!row) {
      this.others.add(zaak.id)
      this.note.hidden = !this.notes
      const told = this.others.size === 1 ? 'Eén zaak buiten deze bladzijde is' : `${number(this.others.size)} zaken buiten deze bladzijde zijn`
      this.note.firstChild.textContent = `${told} gewijzigd of nieuw.`
      return
    }
    this.columns.forEach((column, at) => refill(row.cells[at], contentOf(column, zaak),
      column.head && h('span', { class: 'under fresh' }, 'Net gewijzigd')))
    row.classList.remove('changed')
    void row.offsetWidth // so that the animation begins anew
    row.classList.add('changed')
    announce(zaak)
  }

  allow(back, next) {
    this.back.setAttribute('aria-disabled', String(!back)) // not `disabled`: the focus stays where it is
    this.next.setAttribute('aria-disabled', String(!next))
  }

  turn(step) {
    const control = step < 0 ? this.back : this.next
    if (control.getAttribute('aria-disabled') === 'true') return
    if (step < 0) this.starts.pop()
    else this.starts.push(this.following)
    this.show().then(() => this.element.scrollIntoView({ block: 'start' }))
  }

  /** Read and show the page where we are; a page that comes in late is dropped. */
  async show(given) {
    this.running?.abort()
    const running = (this.running = new AbortController())
    const start = this.starts.at(-1)
    this.allow(false, false)
    this.rows.setAttribute('aria-busy', 'true')
    this.rows.classList.add('busy')
    if (!this.status.textContent) this.status.textContent = 'Bezig met laden…'
    let page
    try {
      page = given ?? await this.load(start.cursor, running.signal)
    } catch (error) {
      if (error.name === 'AbortError') return
      page = { connection: null, errors: [{ extensions: { code: error.code ?? 'ONBEKEND', retryable: true } }] }
      if (!error.code) console.error(error)
    }
    if (running.signal.aborted) return
    this.rows.removeAttribute('aria-busy')
    this.rows.classList.remove('busy')
    this.fill(page, start)
  }

  fill({ connection, errors }, start) {
    const again = () => this.show()
    const nodes = connection?.nodes ?? []
    const isPartial = connection?.bronnen.some((bron) => bron.fout)
    const what = !connection ? 'Deze lijst kon niet worden gelezen'
      : isPartial ? 'Deze lijst is niet volledig: van een register ontbreken de zaken'
        : 'Een deel van de gegevens ontbreekt'
    this.rows.replaceChildren(...[
      missing(errors, what, again),
      nodes.length > 0 && table(this.caption, this.columns, nodes, { hidden: true }),
      connection && nodes.length === 0 && h('p', null, isPartial ? 'De andere registers hebben hier geen zaken.' : this.empty),
    ].filter(Boolean))
    const rows = this.rows.querySelector('tbody')?.rows ?? []
    this.shown = new Map(nodes.map((zaak, at) => [zaak.id, rows[at]]))
    this.others.clear()
    this.note.hidden = true
    const last = start.row + nodes.length - 1
    this.following = { cursor: connection?.pageInfo.endCursor, row: last + 1 }
    this.status.textContent = nodes.length ? `${number(start.row)} tot en met ${number(last)} van ${count(connection)}` : 'Geen zaken op deze bladzijde'
    // A page with an error always says there is more (the failing register): do not ask for ever.
    const isSpent = isPartial && nodes.length < this.first
    this.allow(this.starts.length > 1, Boolean(connection?.pageInfo.hasNextPage) && !isSpent)
  }
}

function count({ totalCount, bronnen }) {
  if (totalCount != null) return `${number(totalCount)} zaken`
  const known = bronnen.filter((bron) => bron.aantal != null)
  const missed = bronnen.filter((bron) => bron.fout).map((bron) => bron.naam).join(' en ')
  const sum = known.reduce((total, bron) => total + bron.aantal, 0)
  return known.length ? `ten minste ${number(sum)} zaken (${missed} telt niet mee)` : 'een onbekend aantal zaken'
}
