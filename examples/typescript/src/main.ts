import { gatewayClient } from './client.js';
import { voorbeeldzaak } from './zaken.js';

const token = process.env['GATEWAY_TOKEN'];
const client = gatewayClient({
  url: process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:8000/graphql',
  token: () => token,
  doelbinding: process.env['GATEWAY_DOELBINDING'] ?? 'zaakbehandeling',
});

const { value: zaak, failed } = await voorbeeldzaak(client);
if (zaak === null) {
  console.log('No such zaak, or not yours to see.', failed);
} else {
  console.log(`${zaak.identificatie}: ${zaak.omschrijving} (${zaak.zaaktype?.omschrijving})`);
  for (const rol of zaak.rollen ?? []) {
    console.log(`  ${rol.omschrijving}: ${rol.klant?.weergavenaam ?? 'no name'}`);
  }
  for (const { path, code } of failed) console.log(`  ${path} is missing: ${code}`);
}
