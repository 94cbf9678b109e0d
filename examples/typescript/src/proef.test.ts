import assert from 'node:assert/strict';
import { test } from 'node:test';

import { gatewayClient } from './client.js';
import {
  volgZaak,
  voorbeeldzaak,
  zaakInDelen,
  zaakoverzicht,
  zetStatus,
  type Gebeurtenis,
  type ZaakInDelen,
} from './zaken.js';

// The embedded sandbox: `make run` beside it, or tests/test_typescript.py, which starts one.
const url = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:8000/graphql';
const client = gatewayClient({ url, doelbinding: 'zaakbehandeling' });

test('the zaak of the README comes whole, with its persons', async () => {
  const { value: zaak, failed } = await voorbeeldzaak(client);
  assert.deepEqual(failed, []);
  assert.equal(zaak?.identificatie, 'ZAAK-2026-0000000001');
  assert.equal(zaak.zaaktype?.omschrijving, 'Aanvraag omgevingsvergunning behandelen');
  const aanvrager = zaak.rollen?.find((rol) => rol.omschrijving === 'Aanvrager');
  assert.equal(aanvrager?.persoon?.naam?.volledigeNaam, 'Suzanne Marije de Vries');
  assert.equal(zaak.documenten?.length, 10);
});

test('a variable is typed, and an operation of docs/operaties answers its screen', async () => {
  const { value: zaak } = await zaakoverzicht(client, '5c9d0e0a-5f6e-4c6e-9d0e-000000000001');
  assert.equal(zaak?.omschrijving, 'Dakkapel plaatsen, Dorpsstraat 12');
  assert.equal(typeof zaak.voortgang?.fractie, 'number');
});

test('a zaak that is not there is null, without an error', async () => {
  const answer = await zaakoverzicht(client, '00000000-0000-4000-8000-000000000000');
  assert.deepEqual(answer, { value: null, failed: [] });
});

test('a zaak comes in parts: at once without persons, at last with them', async () => {
  const shown: { zaak: ZaakInDelen | null; done: boolean }[] = [];
  await zaakInDelen(client, '5c9d0e0a-5f6e-4c6e-9d0e-000000000001', ({ value, failed }, done) => {
    assert.deepEqual(failed, []);
    shown.push({ zaak: value, done });
  });
  assert.ok(shown.length >= 2);
  assert.equal(shown[0]?.zaak?.identificatie, 'ZAAK-2026-0000000001');
  assert.equal(shown[0].zaak.rollen?.[0]?.persoon, undefined);
  const last = shown.at(-1);
  assert.equal(last?.done, true);
  assert.equal(last.zaak?.rollen?.[0]?.persoon?.naam?.volledigeNaam, 'Suzanne Marije de Vries');
  assert.equal(last.zaak.klantcontacten?.length, 3);
});

test('who follows a zaak sees the status that another sets, once', async () => {
  const [zaak, statustype] = ['dcebb2b4-4ce3-5992-a313-7e4c21768f0a', '4f0e2629-89d4-5abc-bf00-671bcd99f482'];
  const stops: (() => void)[] = [];
  const next = new Promise<Gebeurtenis | null>((resolve) => {
    stops.push(volgZaak(client, zaak, ({ value }) => resolve(value)));
  });
  await new Promise((resolve) => setTimeout(resolve, 500)); // urql does not tell when it listens
  try {
    const sleutel = crypto.randomUUID(); // of this one order
    const first = await zetStatus(client, { zaak, statustype }, sleutel);
    const again = await zetStatus(client, { zaak, statustype }, sleutel);
    assert.deepEqual(first, { value: { ...first.value, fouten: [], herhaald: false }, failed: [] });
    assert.equal(again.value?.herhaald, true);
    assert.equal((await next)?.zaak?.status?.statustype?.omschrijving, 'Besluit genomen');
  } finally {
    for (const stop of stops) stop();
  }
});

test('an unknown token is refused, and is not taken for an absent zaak', async () => {
  const stranger = gatewayClient({ url, token: () => 'not-a-token' });
  await assert.rejects(voorbeeldzaak(stranger), { name: 'CombinedError' });
});
