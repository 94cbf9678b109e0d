// Small helpers to make elements. Text is always set as text, never as HTML.

const SVG = 'http://www.w3.org/2000/svg'
let last = 0

/** A new id for what aria-labelledby and `for` point at. */
export const newId = (name) => `${name}-${++last}`

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value != null) element.setAttribute(name, value)
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false))
  return element
}

export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children)
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children)

export const title = (text) => h('h1', { class: 'utrecht-heading-1', tabindex: '-1' }, text)
export const heading = (text, id) => h('h2', { class: 'utrecht-heading-2', id }, text)

/** A card with a heading, found as a region by screen readers. */
export function card(text, ...children) {
  const id = newId('kop')
  return h('section', { class: 'card', 'aria-labelledby': id }, heading(text, id), ...children)
}

export const button = (text, onclick, kind = 'secondary-action', more = {}) =>
  h('button', { class: `utrecht-button utrecht-button--${kind}`, type: 'button', onclick, ...more }, text)

export function alert(kind, text, lines = [], action = null) {
  return h('div', { class: `utrecht-alert utrecht-alert--${kind}`, role: kind === 'error' ? 'alert' : null },
    h('div', { class: 'utrecht-alert__content' },
      h('p', { class: 'alert-title' }, text),
      lines.length > 0 && h('ul', { class: 'alert-list' }, lines.map((line) => h('li', null, line))),
      action && h('p', { class: 'bar' }, action)))
}

/** What a column shows of a row. */
export const contentOf = (column, row) => column.cell(row) ?? h('span', { class: 'soft' }, '–')

/** Put other content in an element; what is open stays open, and the focus stays on what takes its place. */
export function refill(element, ...parts) {
  const stops = () => [...element.querySelectorAll('a, button, summary, [tabindex]')]
  const open = [...element.querySelectorAll('details')].map((details) => details.open)
  const at = element.contains(document.activeElement) ? stops().indexOf(document.activeElement) : -1
  element.replaceChildren(...parts.flat(Infinity).filter(Boolean))
  element.querySelectorAll('details').forEach((details, index) => { details.open = open[index] ?? false })
  if (at < 0) return
  element.tabIndex = -1
  ;(stops()[at] ?? element).focus({ preventScroll: true })
}

/** columns: [{ name, cell(row), number, head }]; the column with `head` names its row. */
export function table(caption, columns, rows, { hidden = false } = {}) {
  const align = (column) => [column.number && 'number', column.nowrap && 'nowrap'].filter(Boolean).join(' ')
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `Tabel: ${caption}` },
    h('table', { class: 'utrecht-table' },
      h('caption', { class: hidden ? 'visually-hidden' : 'utrecht-table__caption' }, caption),
      h('thead', { class: 'utrecht-table__header' },
        h('tr', { class: 'utrecht-table__row' }, columns.map((column) =>
          h('th', { scope: 'col', class: `utrecht-table__header-cell ${align(column)}` }, column.name)))),
      h('tbody', { class: 'utrecht-table__body' }, rows.map((row) =>
        h('tr', { class: 'utrecht-table__row' }, columns.map((column) => {
          const kind = `utrecht-table__cell ${align(column)}`
          const attributes = column.head ? { scope: 'row', class: kind } : { class: kind }
          return h(column.head ? 'th' : 'td', attributes, contentOf(column, row))
        }))))))
}

export const number = (value) => value == null ? 'onbekend' : new Intl.NumberFormat('nl-NL').format(value)

const DAY = new Intl.DateTimeFormat('nl-NL', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const MOMENT = new Intl.DateTimeFormat('nl-NL', {
  day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam',
})

/** A day as the standards write it, as an element. */
export const day = (text) => text && h('time', { datetime: text, class: 'nowrap' }, DAY.format(new Date(text)))
export const moment = (text) => text && h('time', { datetime: text }, MOMENT.format(new Date(text)))

/** Today in the Netherlands, and days from it, as 2026-01-31. */
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(new Date())
export function daysFrom(text, days) {
  const at = new Date(text)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}
export const daysBetween = (from, to) => Math.round((new Date(to) - new Date(from)) / 86_400_000)
