// GraphiQL in a real browser: node graphiql.mjs <origin> <chromium> [<screenshot>]
// Fails on any console error, failed request or breach of the content security policy.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const [origin, executablePath, screenshot] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1500, height: 950 }, colorScheme: 'light' });
const wrong = [];
const run = (page) => page.getByRole('button', { name: /execute query/i });

// GraphiQL looks a moment later which operation a tab holds; until then it asks for the previous one.
async function choose(page, name) {
  await page.locator('.graphiql-tab').filter({ hasText: name }).locator('.graphiql-tab-button').click();
  await page.waitForFunction((expected) => {
    const { tabs, activeTabIndex } = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? '{}');
    return tabs?.[activeTabIndex]?.operationName === expected;
  }, name);
}

async function opened() {
  const page = await context.newPage();
  watch(page);
  await page.goto(`${origin}/graphql`);
  await page.locator('.graphiql-tab').first().waitFor();
  return page;
}

function watch(page) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('requestfailed', (request) => wrong.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) wrong.push(`elsewhere: ${url}`);
  });
}
await context.addInitScript(() => {
  addEventListener('securitypolicyviolation', (event) =>
    console.error(`csp: ${event.violatedDirective} ${event.blockedURI}`),
  );
});

try {
  const page = await opened();
  const tabs = page.locator('.graphiql-tab');
  assert.ok((await tabs.count()) >= 18, 'a tab per screen');
  assert.match(await page.locator('.graphiql-editor-tool').innerText(), /X-Doelbinding/);

  const explain = page.getByRole('region', { name: 'Uitleg' });
  assert.match(await explain.innerText(), /Druk op Run/);
  await run(page).click();
  await explain.getByText(/\d+ aanroepen in \d+ ms/).waitFor();
  assert.match(await explain.innerText(), /openzaak-zaken/);
  const rows = await explain.locator('tbody tr').count();
  const told = Number((await explain.locator('.explain-summary').innerText()).match(/^\d+/)[0]);
  assert.ok(told > 0 && rows >= told, `a row per call: ${rows} rows, ${told} calls`);
  const answer = page.locator('.graphiql-response');
  await answer.getByText('Dakkapel plaatsen, Dorpsstraat 12').first().waitFor();
  if (screenshot) await page.screenshot({ path: screenshot });

  await choose(page, 'Betrokkenen');
  await run(page).click();
  await answer.getByText('rollen').first().waitFor();

  await choose(page, 'ZaakVolgen');
  await run(page).click();
  const other = await opened();
  await choose(other, 'StatusZetten');
  await run(other).click();
  await other.locator('.graphiql-response').getByText('"gedaan": true').waitFor();
  await answer.getByText('zaakGewijzigd').first().waitFor({ timeout: 5_000 });
  await answer.getByText('Besluit genomen').first().waitFor();
  assert.match(await answer.innerText(), /"resource": "status"/);
  await page.getByRole('button', { name: /stop query/i }).click();
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing stays in the browser');
  assert.deepEqual(wrong, []);
  console.log(`ok: ${await tabs.count()} tabs, ${told} calls explained`);
} finally {
  await browser.close();
}
