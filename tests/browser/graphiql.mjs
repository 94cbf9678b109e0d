// GraphiQL in a real browser: node graphiql.mjs <origin> <chromium> [<screenshot>]
// Fails on any console error, failed request or breach of the content security policy.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [origin, executablePath, screenshot] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1500, height: 950 }, colorScheme: 'light' });
const wrong = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
});
page.on('pageerror', (error) => wrong.push(String(error)));
page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
page.on('request', (request) => {
  const url = request.url();
  if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) wrong.push(`elsewhere: ${url}`);
});
await page.addInitScript(() => {
  addEventListener('securitypolicyviolation', (event) =>
    console.error(`csp: ${event.violatedDirective} ${event.blockedURI}`),
  );
});

try {
  await page.goto(`${origin}/graphql`);
  const tabs = page.locator('.graphiql-tab');
  await tabs.first().waitFor();
  assert.ok((await tabs.count()) >= 17, 'a tab per screen');
  assert.match(await page.locator('.graphiql-editor-tool').innerText(), /X-Doelbinding/);

  const explain = page.getByRole('region', { name: 'Uitleg' });
  assert.match(await explain.innerText(), /Druk op Run/);
  await page.getByRole('button', { name: /execute query/i }).click();
  await explain.getByText(/\d+ aanroepen in \d+ ms/).waitFor();
  assert.match(await explain.innerText(), /openzaak-zaken/);
  const rows = await explain.locator('tbody tr').count();
  const told = Number((await explain.locator('.explain-summary').innerText()).match(/^\d+/)[0]);
  assert.ok(told > 0 && rows >= told, `a row per call: ${rows} rows, ${told} calls`);
  const answer = page.locator('.graphiql-response');
  await answer.getByText('Dakkapel plaatsen, Dorpsstraat 12').first().waitFor();
  if (screenshot) await page.screenshot({ path: screenshot });

  await tabs.filter({ hasText: 'Betrokkenen' }).locator('.graphiql-tab-button').click();
  await page.getByRole('button', { name: /execute query/i }).click();
  await answer.getByText('rollen').first().waitFor();

  await tabs.filter({ hasText: 'ZaakVolgen' }).locator('.graphiql-tab-button').click();
  await page.getByRole('button', { name: /execute query/i }).click();
  await answer.getByText('zaakGewijzigd').first().waitFor();
  await answer.getByText('GEWIJZIGD').first().waitFor();
  await page.getByRole('button', { name: /stop query/i }).click();
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing stays in the browser');
  assert.deepEqual(wrong, []);
  console.log(`ok: ${await tabs.count()} tabs, ${told} calls explained`);
} finally {
  await browser.close();
}
