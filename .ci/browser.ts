// What the checks in a real browser share. Needs Chromium (Debian's `chromium`, or CHROMIUM=path).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0;
let failed = 0;

/** Runs a check and says how it ended. */
export async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed += 1;
    console.log(`✔ ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`✘ ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Runs checks in a browser of their own. The last line printed counts them all. */
export async function inBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  try {
    // Root is refused the sandbox by Chromium; the pages are ours, and their policies let nothing else run.
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      chromiumSandbox: process.getuid?.() !== 0,
    });
    await work(browser).finally(() => browser.close());
  } catch (error) {
    failed += 1;
    console.log(
      `✘ ${error instanceof Error ? error.message : String(error)}\n  Chromium is needed: apt-get install chromium, or CHROMIUM=path`,
    );
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** What a page did besides showing itself. */
export interface Opened {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens an address in a context of its own and closes both after the work. */
export async function opened(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    await work({ page, requests, complaints });
  } finally {
    await context.close();
  }
}

/** Rules of WCAG 2.2, A and AA, and of good practice that the page breaks. */
export async function breaches(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
    'axe.run(document)',
  );
  return found.violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}`);
}
