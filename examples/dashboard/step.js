// Setting the next status of a zaak: a mutation, asked for once more before it is sent.

import { alert, button, h, newId } from './dom.js'
import { ask, reason } from './graph.js'
import { changed } from './live.js'
import { STATUS_ZETTEN } from './queries.js'

let writes = document.querySelector('meta[name="schrijven"]')?.content === 'aan'
export const mayWrite = () => writes

/** The statustype that comes after the one a zaak has; the last one takes a resultaat first. */
export function following(zaak) {
  const kinds = [...(zaak.zaaktype?.statustypen ?? [])].sort((one, other) => one.volgnummer - other.volgnummer)
  const now = zaak.status?.statustype?.volgnummer ?? 0
  const next = kinds.find((kind) => kind.volgnummer > now)
  return zaak.einddatum || next?.isEindstatus ? null : next
}

export const STEP = {
  name: 'Volgende stap',
  cell: (zaak) => {
    const next = writes && following(zaak)
    return next ? button(next.omschrijving, () => open(zaak, next), 'secondary-action', {
      class: 'utrecht-button utrecht-button--secondary-action step',
      'aria-label': `Zet ${zaak.identificatie} op ${next.omschrijving}`,
    }) : null
  },
}

/** A key of our own: the same order under it is carried out once, however often it is sent. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

function open(zaak, next) {
  const [name, why] = [newId('stap'), newId('toelichting')]
  const sleutel = newKey()
  const told = h('div')
  const reasonFor = h('input', { class: 'utrecht-textbox utrecht-textbox--html-input', id: why, maxlength: '200', autocomplete: 'off' })
  const send = button('Zet status', null, 'primary-action', { type: 'submit' })
  const form = h('form', { onsubmit: (event) => { event.preventDefault(); set() } },
    h('h2', { class: 'utrecht-heading-2', id: name }, `${zaak.identificatie} op “${next.omschrijving}” zetten?`),
    h('p', null, zaak.omschrijving),
    h('div', { class: 'field' }, h('label', { class: 'utrecht-form-label', for: why }, 'Toelichting voor het audittrail (mag leeg)'), reasonFor),
    told,
    h('div', { class: 'utrecht-button-group' }, send, button('Annuleer', () => dialog.close())))
  const dialog = h('dialog', { class: 'card dialog', 'aria-labelledby': name, onclose: () => dialog.remove() }, form)
  const wrong = (text, lines) => told.replaceChildren(alert('error', text, lines))

  async function set() {
    if (send.getAttribute('aria-disabled') === 'true') return
    send.setAttribute('aria-disabled', 'true')
    try {
      const invoer = { zaak: zaak.id, statustype: next.id }
      const { data, errors } = await ask(STATUS_ZETTEN, { invoer, toelichting: reasonFor.value.trim() || null, sleutel })
      const result = data.statusZetten
      if (result?.zaak && result.fouten.length === 0) {
        dialog.close()
        return changed(result.zaak)
      }
      const code = errors[0]?.extensions?.code
      if (code === 'WRITES_DISABLED') none()
      wrong('De status is niet gezet', result?.fouten.length ? result.fouten.map((fout) => fout.melding)
        : [code === 'FORBIDDEN' ? 'U mag deze zaak niet wijzigen' : `De gateway ${reason(code ?? 'ONBEKEND')}`])
    } catch (error) {
      if (!error.code) throw error
      wrong('Het is niet zeker dat de status is gezet', [`De gateway ${reason(error.code)}. Probeer het opnieuw: het gebeurt niet twee keer.`])
    } finally {
      send.removeAttribute('aria-disabled')
    }
  }

  document.body.append(dialog)
  dialog.showModal()
}

/** This gateway only reads: offer it no more. */
function none() {
  writes = false
  for (const offered of document.querySelectorAll('.step')) offered.remove()
}
