// `npm run report:check`: the page of `tinjis report` in a real browser, from disk. The last line counts the checks.
// Needs Chromium (Debian's `chromium`, or CHROMIUM=path).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { breaches, check, inBrowser, opened as openedAt, type Opened } from './browser.ts';

const root = dirname(import.meta.dirname);
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-report-'));
const file = join(scratch, 'report.html');

type Look = (opened: Opened) => Promise<void>;

const opened = (browser: Browser, options: BrowserContextOptions, work: Look, path = file): Promise<void> =>
  openedAt(browser, pathToFileURL(path).href, options, work);

const rows = (page: Page): Promise<number> => page.locator('tr[data-entry]:visible').count();

async function run(browser: Browser): Promise<void> {
  await check('opens from disk, asks nobody for anything, and has nothing to complain of', () =>
    opened(browser, {}, async ({ page, requests, complaints }) => {
      assert.deepEqual(requests, [pathToFileURL(file).href]);
      assert.deepEqual(complaints, []);
      assert.match(await page.title(), /who may do what on production, staging, local$/);
    }),
  );
  for (const [name, options] of [
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ] as const) {
    await check(`axe finds nothing to fix: ${name}`, () =>
      opened(browser, options, async ({ page }) => {
        await page.locator('summary').first().click();
        assert.deepEqual(await breaches(page), []);
      }),
    );
  }
  await check('axe would find what there is: a field without a label', () =>
    opened(browser, {}, async ({ page }) => {
      await page.evaluate(
        'document.querySelector("#search").parentElement.replaceWith(document.querySelector("#search"))',
      );
      await page.evaluate('document.querySelector("#search").removeAttribute("placeholder")');
      assert.match((await breaches(page)).join(), /label/);
    }),
  );
  await check('fits a phone: only tables scroll sideways', () =>
    opened(browser, { viewport: { width: 360, height: 740 } }, async ({ page }) => {
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    }),
  );
  await check('the search shows the rows that have every word, says how many, and all again when it is cleared', () =>
    opened(browser, {}, async ({ page }) => {
      const all = await rows(page);
      await page.getByRole('searchbox').fill('networkpolicies admission');
      const some = await rows(page);
      assert.ok(some > 0 && some < all, `${some} of ${all}`);
      assert.equal(await page.locator('#found').textContent(), `${some} of ${all} rows`);
      await page.getByRole('searchbox').fill('no such word anywhere');
      assert.equal(await rows(page), 0);
      assert.equal(await page.locator('#found').textContent(), 'No row has all of these words.');
      assert.equal(await page.locator('[data-group]:visible').count(), 0);
      await page.getByRole('searchbox').fill('');
      assert.equal(await rows(page), all);
    }),
  );
  await check('the filter shows what is allowed, or what is refused', () =>
    opened(browser, {}, async ({ page }) => {
      await page.getByLabel('allowed', { exact: true }).check();
      assert.equal(await page.locator('tr[data-entry]:visible:not(:has([data-verdict=allow]))').count(), 0);
      assert.ok((await rows(page)) > 0);
      await page.getByLabel('refused', { exact: true }).check();
      assert.equal(await page.locator('tr[data-entry]:visible:not(:has([data-verdict=deny]))').count(), 0);
    }),
  );
  await check('the choice of a cluster shows that cluster alone', () =>
    opened(browser, {}, async ({ page }) => {
      assert.equal(await page.locator('[data-cluster]:visible').count(), 3);
      await page.getByLabel('staging', { exact: true }).check();
      assert.equal(await page.locator('[data-cluster]:visible').count(), 1);
      assert.ok(await page.locator('[data-cluster=staging]').isVisible());
    }),
  );
  await check('every promise opens on how its cases were decided', () =>
    opened(browser, {}, async ({ page }) => {
      const promise = page.locator('#promises tr[data-entry]').first();
      await promise.locator('summary').click();
      assert.match(await promise.innerText(), /asked of the rules/);
    }),
  );
  await check('on a phone no column is cut off and no verdict hidden', () =>
    opened(browser, { viewport: { width: 360, height: 740 } }, async ({ page }) => {
      await page.locator('[data-cluster] summary').first().click();
      const cut =
        '[...document.querySelectorAll(".scroll")].filter((each) => each.scrollWidth > each.clientWidth).length';
      assert.equal(await page.evaluate(cut), 0);
    }),
  );
  await check('prints every row, in light colours, without what only acts', () =>
    opened(browser, { colorScheme: 'dark' }, async ({ page }) => {
      const all = await rows(page);
      await page.emulateMedia({ media: 'print' });
      assert.equal(await rows(page), all);
      assert.equal(await page.locator('form').isVisible(), false);
      assert.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(253, 253, 252)');
    }),
  );
  await check('a verdict opens by keyboard on its rule, with file and line', () =>
    opened(browser, {}, async ({ page }) => {
      const details = page.locator('[data-cluster] details').first();
      await details.locator('summary').focus();
      await page.keyboard.press('Enter');
      assert.match(await details.innerText(), /[\w/.-]+\.yaml:\d+|CODEOWNERS:\d+/);
      assert.match(await details.innerText(), /npx tinjis can /);
    }),
  );
  await check('everything that acts is reached by Tab, in the order it stands', () =>
    opened(browser, {}, async ({ page }) => {
      const reached: string[] = [];
      for (let at = 0; at < 13; at += 1) {
        await page.keyboard.press('Tab');
        reached.push(
          await page.evaluate<string>(
            'document.activeElement.id || document.activeElement.className || document.activeElement.tagName',
          ),
        );
      }
      assert.deepEqual(reached, [
        'skip',
        'A',
        'A',
        'A',
        'A',
        'A',
        'search',
        'INPUT',
        'INPUT',
        'theme',
        'scroll',
        'SUMMARY',
        'SUMMARY',
      ]);
    }),
  );
  await check('the button turns light into dark', () =>
    opened(browser, {}, async ({ page }) => {
      const paper = (): Promise<string> => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const before = await paper();
      await page.getByRole('button').click();
      assert.notEqual(await paper(), before);
    }),
  );
  await check('is whole without its script', () =>
    opened(browser, { javaScriptEnabled: false }, async ({ page }) => {
      assert.ok((await rows(page)) > 0);
      assert.equal(await page.locator('form').isVisible(), false);
    }),
  );
  const spoiled = join(scratch, 'spoiled.html');
  writeFileSync(
    spoiled,
    readFileSync(file, 'utf8').replace(
      '</main>',
      '<img src="http://127.0.0.1:9/x.png"><script>document.title = "taken";</script></main>',
    ),
  );
  await check('runs no script and loads nothing that gets in all the same', () =>
    opened(
      browser,
      {},
      async ({ page, complaints }) => {
        assert.notEqual(await page.title(), 'taken');
        assert.match(complaints.join('\n'), /Content Security Policy/);
      },
      spoiled,
    ),
  );
}

try {
  execFileSync('node', [join(root, 'tinjis/cli/bin/tinjis.js'), 'report', '--output', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await inBrowser(run);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
