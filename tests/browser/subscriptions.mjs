// graphql-ws, the client of most front ends, against the gateway: node subscriptions.mjs <origin>
// An event, a query, a refusal, and connecting again by itself when the gateway says it restarts.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [origin] = process.argv.slice(2);
const uuid = '5c9d0e0a-5f6e-4c6e-9d0e-000000000001';
const codes = [];
const client = createClient({
  url: `${origin.replace('http', 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  lazy: true,
  retryAttempts: 5,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
  connectionParams: { 'X-Doelbinding': 'ontwikkeling' },
  on: { closed: (event) => codes.push(event.code) },
});

const events = client.iterate({
  query: 'subscription Z($uuid: UUID!) { zaakGewijzigd(uuid: $uuid) { id zaak { identificatie } } }',
  variables: { uuid },
});
const first = await events.next();
assert.ok(first.value.data.zaakGewijzigd.zaak.identificatie);
assert.equal(first.value.extensions.eventId, first.value.data.zaakGewijzigd.id);

const answers = [];
for await (const answer of client.iterate({ query: '{ __typename }' })) answers.push(answer.data);
assert.deepEqual(answers, [{ __typename: 'Query' }]);
await assert.rejects(async () => {
  for await (const _ of client.iterate({ query: 'subscription { nietDaar }' }));
}, (errors) => errors[0].extensions.code === 'GRAPHQL_VALIDATION_FAILED');

console.error('restart');
while (codes.length === 0) await events.next();
assert.deepEqual(codes, [1012]);
const after = await events.next();
assert.ok(after.value.data.zaakGewijzigd.zaak.identificatie);
console.log('ok: events before and after a restart');
await client.dispose();
process.exit(0);
