// Hears which zaken change: server-sent events over fetch (graphql-sse, distinct connections), so that
// the token goes in a header. A stream that breaks is opened again, from the last event that was heard.

import { address, headersOf } from './graph.js'
import { GEWIJZIGD } from './queries.js'

const [FIRST_WAIT, LONGEST_WAIT] = [1_000, 30_000]
const SILENT = 65_000 // the gateway gives a sign of life every twenty seconds
const TOGETHER = 1_500 // what changes within this time is announced as one
const BUSY = [408, 429, 502, 503, 504]
const PASSING = ['UNAUTHENTICATED', 'RATE_LIMITED', 'OVERLOADED', 'SUBSCRIPTION_LIMIT_EXCEEDED']

/**
 * Tells 'zaak' (detail: the zaak as it is now), 'gemist' (something may have been missed: read again)
 * and 'stand' (detail: 'aan', 'weg' or 'uit'; 'geen' when this gateway serves no subscriptions).
 */
export const live = new EventTarget()
let [running, last, stand, wasOpen] = [null, null, 'geen', false]

const tell = (type, detail) => live.dispatchEvent(new CustomEvent(type, { detail }))
function say(text) {
  if (text === stand) return
  stand = text
  tell('stand', text)
}

/** Show a change that this page made itself, or heard of. */
export const changed = (zaak) => tell('zaak', zaak)

/** Call these for what is told, for as long as the element stays on the page. */
export function whileShown(element, handlers) {
  let wasShown = false
  for (const [type, handler] of Object.entries(handlers)) {
    live.addEventListener(type, function hear({ detail }) {
      wasShown ||= element.isConnected
      if (wasShown && !element.isConnected) live.removeEventListener(type, hear)
      else handler(detail)
    })
  }
}

export function listen() {
  running?.abort()
  running = new AbortController()
  keep(running.signal)
}

export function stop() {
  running?.abort()
  running = null
  say('uit')
}

/** A page that nobody sees holds no connection; it goes on where it was. */
document.addEventListener('visibilitychange', () => {
  if (stand === 'uit' || stand === 'geen') return
  if (document.hidden) running?.abort()
  else listen()
})

async function keep(signal) {
  let wait = FIRST_WAIT
  while (!signal.aborted) {
    const began = Date.now()
    const ended = await once(signal).catch((error) => {
      if (!['AbortError', 'TypeError'].includes(error.name)) console.error(error)
      return 'again'
    })
    if (signal.aborted) return
    if (ended === 'never') return say('geen')
    if (ended === 'at once') continue
    if (stand === 'aan' && Date.now() - began > wait) wait = FIRST_WAIT
    if (stand !== 'geen') say('weg')
    await new Promise((resolve) => {
      setTimeout(resolve, wait * (0.5 + Math.random() / 2))
      signal.addEventListener('abort', resolve, { once: true })
    })
    wait = Math.min(2 * wait, LONGEST_WAIT)
  }
}

/** One stream, from its beginning to its end; returns whether to open another. */
async function once(signal) {
  const silence = new AbortController()
  const headers = await headersOf('text/event-stream')
  if (last) headers['Last-Event-ID'] = last
  const response = await fetch(address, {
    method: 'POST', headers, cache: 'no-store', body: JSON.stringify({ query: GEWIJZIGD }),
    signal: AbortSignal.any([signal, silence.signal]),
  })
  if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    return BUSY.includes(response.status) ? 'again' : 'never'
  }
  if (wasOpen && !last) tell('gemist')
  wasOpen = true
  say('aan')
  for await (const { event, id, data } of messages(response.body, silence)) {
    if (event !== 'next') continue
    const { data: found, errors } = JSON.parse(data)
    const code = errors?.[0]?.extensions?.code
    if (id) last = id
    if (found?.zakenGewijzigd?.zaak) changed(found.zakenGewijzigd.zaak)
    else if (code === 'RESUME_NOT_POSSIBLE') {
      last = null
      tell('gemist')
      return 'at once'
    } else if (!id && code) return PASSING.includes(code) ? 'again' : 'never'
  }
  return 'again'
}

/** The messages of an event stream; a stream on which nothing comes any more is broken off. */
async function* messages(body, silence) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let timer
  try {
    while (true) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENT)
      const { value, done } = await reader.read()
      if (done) return
      const parts = (text + value.replaceAll('\r', '')).split('\n\n')
      text = parts.pop()
      for (const part of parts) {
        yield Object.fromEntries(part.split('\n').map((line) => {
          const at = line.indexOf(':')
          return [line.slice(0, at), line.slice(at + 1).trimStart()]
        }))
      }
    }
  } finally {
    clearTimeout(timer)
    reader.cancel().catch(() => {})
  }
}

const news = document.querySelector('#live-nieuws')
const waiting = new Map()
let later = null

/** Tell screen readers what changed on the page, politely and not one by one. */
export function announce(zaak) {
  waiting.set(zaak.id, zaak)
  later ??= setTimeout(() => {
    const found = [...waiting.values()]
    const stands = found[0].status?.statustype?.omschrijving
    news.textContent = found.length > 1 ? `${found.length} zaken op deze pagina zijn gewijzigd`
      : `${found[0].identificatie} is gewijzigd${stands ? `, status ${stands}` : ''}`
    waiting.clear()
    later = null
  }, TOGETHER)
}
