// Which page is shown. The address holds the name of the page and nothing else.

import { alert, h, title } from './dom.js'
import { deadlines } from './deadlines.js'
import { reason } from './graph.js'
import { klant } from './klant.js'
import { listen, live, stop } from './live.js'
import { overview } from './overview.js'
import { worklist } from './worklist.js'

const PAGES = { overzicht: overview, werklijst: worklist, termijnen: deadlines, klant }
const main = document.querySelector('#inhoud')
const costs = document.querySelector('#kosten')
let running = null

/** Say what the last question cost; only the sandbox, and developers, are told the calls. */
function spent(cost) {
  if (!cost) return
  const asked = [cost].flat()
  const calls = asked.reduce((sum, one) => sum + (one.calls ?? NaN), 0)
  const told = Number.isNaN(calls) ? '' : `, ${calls} ${calls === 1 ? 'aanroep' : 'aanroepen'} aan registers`
  const messages = asked.length === 1 ? 'één vraag' : `${asked.length} vragen tegelijk`
  costs.textContent = `Het laatste antwoord kostte ${messages} aan de gateway${told}, ${Math.max(...asked.map((one) => one.ms))} ms.`
}

async function go(isFirst = false) {
  const name = location.hash.replace('#/', '')
  const page = PAGES[name] ?? overview
  running?.abort()
  const mine = (running = new AbortController())
  for (const link of document.querySelectorAll('.nav a')) {
    const isHere = PAGES[link.hash.replace('#/', '')] === page
    isHere ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current')
  }
  main.setAttribute('aria-busy', 'true')
  costs.textContent = ''
  function show(cost, ...parts) {
    if (mine.signal.aborted) return
    main.removeAttribute('aria-busy')
    main.replaceChildren(...parts.filter(Boolean))
    const head = main.querySelector('h1')
    document.title = `${head.textContent} · Zakendashboard`
    if (!isFirst) head.focus()
    spent(cost)
  }
  try {
    await page({ show, spent, signal: mine.signal })
  } catch (error) {
    if (error.name === 'AbortError') return
    if (!error.code) console.error(error)
    show(null, title('Er kwam geen antwoord'), alert('error', `De gateway ${reason(error.code ?? 'ONBEKEND')}`),
      h('p', null, h('a', { class: 'utrecht-link', href: location.hash || '#/overzicht', onclick: () => go() }, 'Opnieuw proberen')))
  }
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault() // the fragment is the page's name
  main.focus()
})
const STANDS = { aan: 'aan', weg: 'verbinding weg, probeert opnieuw', uit: 'uit' }
const control = document.querySelector('#live')
live.addEventListener('stand', ({ detail }) => {
  control.hidden = detail === 'geen'
  const toggle = control.querySelector('button')
  toggle.setAttribute('aria-pressed', String(detail !== 'uit'))
  control.querySelector('[role=status]').textContent = STANDS[detail] ?? ''
})
control.querySelector('button').addEventListener('click', ({ currentTarget }) => {
  currentTarget.getAttribute('aria-pressed') === 'true' ? stop() : listen()
})

window.addEventListener('hashchange', () => go())
listen()
go(true)
