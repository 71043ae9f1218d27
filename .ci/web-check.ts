// `npm run web:check`: the page of Antaeus and /docs of payment in a real browser, on services that run. The last line
// counts the checks. Needs Chromium (Debian's `chromium`, or CHROMIUM=path).
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { times } from '../services/antaeus/testing/store.ts';
import { openWorld } from '../services/antaeus/testing/world.ts';
import { breaches, check, inBrowser, opened } from './browser.ts';

const looks = {
  light: {},
  dark: { colorScheme: 'dark' },
  'on a phone': { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  'on a phone in the dark': {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    colorScheme: 'dark',
  },
} as const;

/** Every page, in every look: nothing asked of others, no complaint, nothing for axe, no sideways scrolling. */
async function checkLooks(browser: Browser, name: string, url: string): Promise<void> {
  for (const [look, options] of Object.entries(looks)) {
    await check(`${name} asks nobody else, fits, and gives axe nothing to fix: ${look}`, () =>
      opened(browser, url, options, async ({ page, requests, complaints }) => {
        const details = page.locator('summary');
        for (let at = 0; at < (await details.count()); at += 1) {
          await details.nth(at).click();
        }
        assert.deepEqual(await breaches(page), []);
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
          0,
        );
        assert.deepEqual(complaints, []);
        const own = [new URL(url).origin, 'data:'];
        assert.deepEqual(
          requests.filter((each) => !own.some((origin) => each.startsWith(origin))),
          [],
        );
      }),
    );
  }
  await check(`${name} has another paper in the dark`, () =>
    opened(browser, url, {}, async ({ page }) => {
      const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const light = await paper();
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.notEqual(await paper(), light);
      assert.equal(await page.evaluate('getComputedStyle(document.documentElement).colorScheme'), 'light dark');
    }),
  );
}

const paidNow = (page: Page): Promise<string> => page.locator('#summary .bar').getAttribute('aria-label').then(String);

async function checkPage(browser: Browser, url: string): Promise<void> {
  await check('axe would find what there is: a field without a label', () =>
    opened(browser, url, {}, async ({ page }) => {
      await page.evaluate('document.querySelector("label[for=count]").remove()');
      assert.match((await breaches(page)).join(), /label/);
    }),
  );
  await check('bills and adds invoices without a script, and says so', () =>
    opened(browser, url, { javaScriptEnabled: false }, async ({ page }) => {
      assert.equal(await page.locator('#refresh').isVisible(), false);
      await page.getByLabel('A new customer with').fill('7');
      await page.getByRole('button', { name: 'Add invoices' }).click();
      assert.match(await page.getByRole('status').innerText(), /7 new invoices/);
      await page.getByRole('button', { name: 'Bill what is pending' }).click();
      assert.match(await page.getByRole('status').innerText(), /Billing run \d+ is finished/);
      await page.getByRole('status').getByRole('link').click();
      assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /Billing run \d+/);
      assert.ok((await page.locator('tbody tr').count()) > 0);
    }),
  );
  await check('is worked by keyboard, in the order it stands', () =>
    opened(browser, url, {}, async ({ page }) => {
      const reached: string[] = [];
      for (let at = 0; at < 8; at += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate<string>(
            'document.activeElement.id || document.activeElement.className || document.activeElement.textContent.trim() || document.activeElement.type',
          ),
        );
      }
      assert.deepEqual(reached, ['skip', 'home', 'checkbox', 'primary', 'count', 'Add invoices', 'all', 'paid']);
      await page.locator('.primary').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('status').getByText('Billing run').waitFor();
    }),
  );
  await check('refreshes itself, keeps the focus where it is, and stops when told to', () =>
    opened(browser, url, {}, async ({ page }) => {
      const before = await paidNow(page);
      await page.locator('#next-invoices').focus();
      await addInvoices(url);
      await page.locator(`#summary .bar:not([aria-label="${before}"])`).waitFor();
      assert.equal(await page.evaluate('document.activeElement.id'), 'next-invoices');
      await page.getByLabel('Refresh by itself').uncheck();
      const still = await paidNow(page);
      await addInvoices(url);
      await page.waitForTimeout(5000);
      assert.equal(await paidNow(page), still);
    }),
  );
  await check('runs no script that gets in all the same', () =>
    opened(browser, url, {}, async ({ page, complaints }) => {
      await page.evaluate(
        'const taken = document.createElement("script"); taken.textContent = "document.title = \'taken\'"; document.body.append(taken)',
      );
      assert.notEqual(await page.title(), 'taken');
      assert.match(complaints.join('\n'), /Content Security Policy/);
    }),
  );
  await check("sends nothing for another site's form", () =>
    opened(browser, 'about:blank', {}, async ({ page }) => {
      await page.setContent(`<form method="post" action="${url}/page/bill"><button>Win</button></form>`);
      const [answer] = await Promise.all([
        page.waitForResponse((each) => each.url().endsWith('/page/bill')),
        page.getByRole('button').click(),
      ]);
      assert.equal(answer.status(), 403);
    }),
  );
}

async function addInvoices(url: string): Promise<void> {
  const headers = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${url}/page/invoices`, { method: 'POST', headers, body: 'count=3', redirect: 'manual' });
  assert.equal(answer.status, 303);
}

async function checkDocs(browser: Browser, url: string): Promise<void> {
  await check('/docs has contents that lead to every operation, with an example to copy', () =>
    opened(browser, url, {}, async ({ page }) => {
      const links = page.getByRole('navigation', { name: 'Contents' }).getByRole('link');
      const targets = await Promise.all(
        (await links.all()).map(async (link) => (await link.getAttribute('href'))?.slice(1)),
      );
      assert.ok(targets.length > 5);
      for (const target of targets) {
        assert.equal(await page.locator(`h2[id="${target}"]`).count(), 1, String(target));
      }
      assert.match(
        await page.getByRole('region', { name: 'Example of POST /v1/charges' }).innerText(),
        /Idempotency-Key/,
      );
    }),
  );
}

const world = await openWorld();
try {
  const [payment, antaeus] = [await world.startPayment(), await world.startAntaeus({ WEB_PAGE: 'true' })];
  await world.store.add('EUR', [...times(40, { minor: 123_456n }), { currency: 'USD' }]);
  await fetch(`${antaeus.url}/rest/v1/invoices/pay`, { method: 'POST' });
  await world.store.add('SEK', times(30, {}));
  await inBrowser(async (browser) => {
    await checkLooks(browser, 'the page of Antaeus', antaeus.url);
    await checkLooks(browser, 'the page of a billing run', `${antaeus.url}/page/billing-runs/1`);
    await checkPage(browser, antaeus.url);
    await checkLooks(browser, '/docs of payment', `${payment.url}/docs`);
    await checkDocs(browser, `${payment.url}/docs`);
  });
} finally {
  await world.end();
}
// The PostgreSQL server of the world ends with the process.
process.exit();
