// Asking the gateway. One POST per question, no state, nothing kept.

export const address = document.querySelector('meta[name="gateway"]').content

/**
 * Replace this by what gives your page the token of who is logged in: kept in memory, never in
 * localStorage. The sandbox lets a page without one see everything; a real gateway answers 401.
 */
export const login = { token: async () => null, purpose: null }

/** A question that got no answer at all: no connection, 401, 429, a fault in the document. */
export class NoAnswerError extends Error {
  constructor(code) {
    super(code)
    this.code = code
  }
}

/** The headers of a question, with who asks and what for. */
export async function headersOf(accept) {
  const headers = { 'Content-Type': 'application/json', Accept: accept }
  const token = await login.token()
  if (token) headers.Authorization = `Bearer ${token}`
  if (login.purpose) headers['X-Doelbinding'] = login.purpose
  return headers
}

/** Resolves to { data, errors, cost }. Errors and data may come together: see `errorsAt`. */
export async function ask(query, variables, signal) {
  const headers = await headersOf('application/graphql-response+json')
  headers['X-Gateway-Explain'] = 'true' // only the sandbox, and developers, are told what it cost
  const started = performance.now()
  let response, body
  try {
    response = await fetch(address, {
      method: 'POST', headers, signal, cache: 'no-store', body: JSON.stringify({ query, variables }),
    })
    body = await response.json()
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new NoAnswerError('NO_CONNECTION')
  }
  const errors = body.errors ?? []
  if (!body.data) throw new NoAnswerError(errors[0]?.extensions?.code ?? `HTTP ${response.status}`)
  const calls = body.extensions?.upstream?.calls
  return { data: body.data, errors, cost: { calls, ms: Math.round(performance.now() - started) } }
}

/** The errors of one field and of what lies under it; a path is ['klant', 'zaken']. */
export function errorsAt(errors, ...path) {
  return errors.filter((error) => path.every((step, at) => error.path?.[at] === step))
}

const REASONS = {
  UPSTREAM_UNAVAILABLE: 'is nu niet bereikbaar',
  UPSTREAM_TIMEOUT: 'antwoordt niet op tijd',
  UPSTREAM_CIRCUIT_OPEN: 'is nu niet bereikbaar',
  UPSTREAM_RATE_LIMITED: 'is nu te druk',
  UPSTREAM_UNAUTHORIZED: 'laat deze gateway niet toe',
  UPSTREAM_FORBIDDEN: 'staat dit niet toe',
  UPSTREAM_REJECTED: 'kan niet zo filteren of sorteren',
  UPSTREAM_CONTRACT: 'geeft een onverwacht antwoord',
  UPSTREAM_TOO_LARGE: 'geeft te veel gegevens',
  UPSTREAM_NOT_CONFIGURED: 'is hier niet aangesloten',
  FORBIDDEN: 'mag u niet inzien',
  WRITES_DISABLED: 'wijzigt niets: wijzigen staat hier uit',
  WRITE_UNCONFIRMED: 'weet niet of het is gebeurd',
  PURPOSE_REQUIRED: 'mag niet zonder doelbinding worden gevraagd',
  NO_CONNECTION: 'is niet bereikbaar; kijk of u verbinding heeft',
  UNAUTHENTICATED: 'wil weten wie u bent; log opnieuw in',
  RATE_LIMITED: 'kreeg te veel vragen; wacht een minuut',
  OVERLOADED: 'is nu te druk; probeer het zo nog eens',
  BAD_USER_INPUT: 'kan met deze invoer niets',
}

/** What a code means, in words that follow the name of a register. */
export const reason = (code) => `${REASONS[code] ?? 'geeft een fout'} (${code})`

/** Each failing register once: [{ name, code, retryable }]. */
export function failures(errors) {
  const found = new Map()
  for (const { extensions = {} } of errors) {
    const name = extensions.upstream ?? 'De gateway'
    found.set(`${name} ${extensions.code}`, { name, code: extensions.code, retryable: extensions.retryable })
  }
  return [...found.values()]
}
