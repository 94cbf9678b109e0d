// Charts in SVG, drawn at the width they get so that their text keeps its size. Each has a title and a
// description for who does not see it, and the same numbers as a table for everybody.

import { h, newId, number, s, table } from './dom.js'

const ROW = 54
const MONTHS = ['jan', 'feb', 'mrt', 'apr', 'mei', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dec']

/** The figure around a drawing, with its table. */
function figure(caption, description, draw, shown, legend) {
  const [name, more] = [newId('grafiek'), newId('uitleg')]
  const svg = s('svg', { role: 'img', 'aria-labelledby': `${name} ${more}` })
  const place = h('div', null, svg)
  let drawn = 0
  new ResizeObserver(([entry]) => {
    const width = Math.max(240, Math.floor(entry.contentRect.width))
    if (width === drawn) return
    drawn = width
    const [height, parts] = draw(width)
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
    svg.replaceChildren(s('title', { id: name }, caption), s('desc', { id: more }, description), ...parts)
  }).observe(place)
  return h('figure', { class: 'chart' }, legend, place,
    h('details', null, h('summary', null, 'Toon als tabel'), shown))
}

/** Bars from left to right in two parts: rows are { name, open, done }. */
export function stackedBars(caption, rows) {
  const most = Math.max(1, ...rows.map((row) => row.open + row.done))
  const draw = (width) => {
    const room = width - 56
    const parts = rows.flatMap((row, index) => {
      const top = index * ROW
      const open = (row.open / most) * room
      const done = (row.done / most) * room
      return [
        s('text', { x: 0, y: top + 15 }, row.name),
        s('rect', { class: 'open', x: 0, y: top + 23, width: open, height: 18, rx: 2 }),
        s('rect', { class: 'done', x: open + 2, y: top + 23, width: done, height: 18, rx: 2 }),
        s('text', { class: 'value', x: open + done + 10, y: top + 37 }, number(row.open + row.done)),
      ]
    })
    return [rows.length * ROW, parts]
  }
  const words = rows.map((row) => `${row.name}: ${row.open} lopend, ${row.done} afgehandeld`).join('; ')
  const shown = table(caption, [
    { name: 'Zaaktype', cell: (row) => row.name, head: true },
    { name: 'Lopend', cell: (row) => number(row.open), number: true },
    { name: 'Afgehandeld', cell: (row) => number(row.done), number: true },
    { name: 'Samen', cell: (row) => number(row.open + row.done), number: true },
  ], rows)
  const legend = h('ul', { class: 'legend' },
    h('li', null, h('span', { class: 'open' }), 'Lopend'), h('li', null, h('span', { class: 'done' }), 'Afgehandeld'))
  return figure(caption, words, draw, shown, legend)
}

/** A column per month: rows are { month: '2026-01', value }. */
export function columns(caption, rows) {
  const most = Math.max(1, ...rows.map((row) => row.value))
  const nice = 10 ** Math.floor(Math.log10(most))
  const step = [0.5, 1, 2, 2.5, 5].map((part) => part * nice).find((one) => most / one <= 4) ?? nice * 5
  const label = (row) => MONTHS[Number(row.month.slice(5)) - 1]
  const draw = (width) => {
    const [height, foot, left] = [250, 44, 34]
    const top = Math.ceil(most / step) * step
    const at = (value) => height - foot - (value / top) * (height - foot - 22)
    const wide = (width - left) / rows.length
    const lines = []
    for (let value = 0; value <= top; value += step) {
      lines.push(s('line', { class: 'line', x1: left, x2: width, y1: at(value), y2: at(value) }),
        s('text', { class: 'soft-text', x: left - 8, y: at(value) + 5, 'text-anchor': 'end' }, number(value)))
    }
    const bars = rows.flatMap((row, index) => {
      const middle = left + wide * (index + 0.5)
      const hasYear = row.month.endsWith('-01') || (index === 0 && (wide > 36 || row.month.slice(5) < '10'))
      return [
        s('rect', { class: 'open', x: middle - wide * 0.32, y: at(row.value), width: wide * 0.64, height: height - foot - at(row.value), rx: 2 }),
        wide > 30 && s('text', { class: 'value', x: middle, y: at(row.value) - 6, 'text-anchor': 'middle' }, number(row.value)),
        (wide > 30 || index % 3 === 0) && s('text', { class: 'soft-text', x: middle, y: height - 24, 'text-anchor': 'middle' }, label(row)),
        hasYear && s('text', { class: 'soft-text', x: middle, y: height - 5, 'text-anchor': 'middle' }, row.month.slice(0, 4)),
      ].filter(Boolean)
    })
    return [height, [...lines, ...bars]]
  }
  const words = rows.map((row) => `${label(row)} ${row.month.slice(0, 4)}: ${row.value}`).join('; ')
  const shown = table(caption, [
    { name: 'Maand', cell: (row) => `${label(row)} ${row.month.slice(0, 4)}`, head: true },
    { name: 'Zaken', cell: (row) => number(row.value), number: true },
  ], rows)
  return figure(caption, words, draw, shown)
}
