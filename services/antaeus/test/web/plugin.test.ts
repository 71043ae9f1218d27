import { resolve } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { times } from '../../testing/store.ts';
import { togetherIn } from '../../testing/together.ts';

export const lab = Lab.script();
const { describe, it, beforeEach } = lab;

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const ownForm = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' };

describe('the page for browsers', () => {
  const together = togetherIn(lab, { webFolder: resolve('src/web') });
  beforeEach(async () => {
    await together.store.reset();
    together.payment.behave = ({ body }) => (body.invoiceId % 2 === 0 ? 'pay' : 'decline');
  });

  const get = async (url: string) => (await together.antaeus.server.inject({ url, headers: browser })).payload;
  const post = (url: string, headers: Record<string, string> = ownForm, payload = '') =>
    together.antaeus.server.inject({ method: 'POST', url, headers, payload });
  /** The cells of a table's rows, without their markup. */
  const rows = (page: string): string[][] =>
    [...page.matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
        String(cell)
          .replace(/<[^>]*>/g, '')
          .trim(),
      ),
    );

  it('is what a browser gets at /, with a policy that lets in nothing from elsewhere', async () => {
    const { statusCode, headers, payload } = await together.antaeus.server.inject({ url: '/', headers: browser });
    expect(statusCode).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/html/);
    expect(String(headers['content-security-policy']))
      .to.startWith("default-src 'none'; style-src 'self'; script-src 'self';")
      .and.contain("frame-ancestors 'none'");
    expect(headers['cache-control']).to.equal('no-store');
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers.vary).to.contain('Accept');
    expect(payload).not.to.match(/\sstyle=|\son\w+=|<style|https?:\/\//);
    for (const [, path] of payload.matchAll(/(?:src|rel="(?:icon|stylesheet)" href)="([^"]+)"/g)) {
      expect((await together.antaeus.server.inject(String(path))).statusCode, path).to.equal(200);
    }
  });

  it('leaves / to programs as it was', async () => {
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }] as const) {
      const { statusCode, payload } = await together.antaeus.server.inject({ url: '/', headers });
      expect([statusCode, payload]).to.equal([200, 'Welcome to Antaeus! See /openapi.json for its routes.']);
    }
    expect((await together.antaeus.server.inject({ url: '/rest/health', headers: browser })).payload).to.equal('"ok"');
    expect((await post('/', { ...browser })).statusCode).to.equal(405);
  });

  it('says that there is nothing yet', async () => {
    const page = await get('/');
    expect(page).to.contain('There are no invoices yet').and.contain('Nothing has been billed yet');
    expect(page).to.contain('Nothing is pending: add invoices first');
  });

  it('bills what is pending, comes back to the page and shows what became of each invoice', async () => {
    await together.store.add('EUR', [...times(3, { minor: 123_456n }), { status: 'PAID' }, { currency: 'USD' }]);
    const { statusCode, headers } = await post('/page/bill');
    expect([statusCode, headers.location]).to.equal([303, '/?billed=1']);
    const page = await get(String(headers.location));
    expect(page).to.contain('Billing run 1</a> is finished: 1 of 4 paid, 2 declined.');
    expect(page).to.contain('<strong>40 %</strong> of 5 invoices are paid');
    expect(page).to.contain('aria-label="2 paid, 2 declined, 1 pending"').and.contain('2,469.12 EUR');
    const [run = [], ...invoices] = rows(page).reverse();
    expect(invoices.reverse()).to.equal([
      ['1', '1', '1,234.56 EUR', 'declined insufficient funds', '1'],
      ['2', '1', '1,234.56 EUR', 'paid', '1'],
      ['3', '1', '1,234.56 EUR', 'declined insufficient funds', '1'],
      ['4', '1', '10.00 EUR', 'paid', '0'],
      ['5', '1', '10.00 USD', 'wrong currency the invoice is in USD, its customer is billed in another currency', '1'],
    ]);
    expect(run.slice(2, 5)).to.equal(['1', '2', '1']);
    expect(rows(await get('/?show=declined')).map(([id]) => id)).to.equal(['1', '3', run[0]]);
  });

  it('says when all is paid', async () => {
    await together.store.add('EUR', times(2, { status: 'PAID' }));
    const page = await get('/');
    expect(page).to.contain('<strong>100 %</strong> of 2 invoices are paid: nothing is left to bill');
  });

  it('opens a run on its attempts, by outcome and page by page', async () => {
    await together.store.add('SEK', times(120, {}));
    await post('/page/bill');
    const page = await get('/page/billing-runs/1');
    expect(page).to.contain('aria-label="60 paid, 60 declined, 0 failed, 0 pending"');
    expect(rows(page)).to.have.length(50);
    expect(rows(page)[1]?.slice(0, 3)).to.equal(['2', '10.00 SEK', 'paid']);
    expect(String(rows(page)[1]?.[3])).to.startWith('ch_');
    expect(page).to.contain('href="/page/billing-runs/1?after&#x3D;50"');
    const paid = await get('/page/billing-runs/1?outcome=paid&after=18');
    expect(rows(paid)).to.have.length(50);
    expect(paid).to.contain('href="/page/billing-runs/1?outcome&#x3D;paid&amp;after&#x3D;118"');
    const last = await get('/page/billing-runs/1?after=100');
    expect(rows(last)).to.have.length(20);
    expect(last).to.contain('href="/page/billing-runs/1">← First');
    expect(await get('/page/billing-runs/1?outcome=refused')).to.contain('No such attempts.');
    expect(await get('/page/billing-runs/1?outcome=paid&after=119')).to.contain('outcome&#x3D;paid">← First');
    for (const missing of ['/page/billing-runs/2', '/page/billing-runs/one']) {
      expect((await together.antaeus.server.inject(missing)).statusCode).to.equal(404);
    }
  });

  it('shows a run that was interrupted, why, and attempts without an answer', async () => {
    await together.store.add('GBP', times(2, {}));
    together.payment.behave = () => 'cut-before';
    const { headers } = await post('/page/bill');
    expect(await get(String(headers.location))).to.contain('is interrupted: 0 of 2 paid');
    expect(await get('/page/billing-runs/1'))
      .to.contain('payment is down')
      .and.contain('no answer yet');
  });

  it('comes back after a while when a run takes longer', async () => {
    await together.store.add('GBP', times(1, {}));
    together.payment.behave = () => 'hang';
    const started = Date.now();
    const { statusCode } = await post('/page/bill');
    expect(statusCode).to.equal(303);
    expect(Date.now() - started).to.be.below(3000);
    expect(await get('/')).to.contain('<span class="state pending">running</span>');
    together.payment.behave = () => 'pay';
    await (
      await together.antaeus.engine.bill()
    )?.done;
  });

  it('adds a customer with invoices', async () => {
    const { statusCode, headers } = await post('/page/invoices', ownForm, 'count=60');
    expect([statusCode, headers.location]).to.equal([303, '/?added=60']);
    const page = await get(String(headers.location));
    expect(page).to.contain('60 new invoices wait to be billed.').and.contain('60 unpaid');
    for (const count of ['', 'count=', 'count=0', 'count=10001', 'count=1.5', 'count=many']) {
      expect((await post('/page/invoices', ownForm, count)).statusCode, count).to.equal(400);
    }
    expect(
      (await post('/page/invoices', { ...ownForm, 'content-type': 'application/json' }, '{"count":1}')).statusCode,
    ).to.equal(415);
    expect(await together.store.db.selectFrom('invoices').select('id').execute()).to.have.length(60);
  });

  it('does nothing for another site', async () => {
    await together.store.add('EUR', times(2, {}));
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'http://elsewhere.example' }, {}]) {
      const form: Record<string, string> = { 'content-type': ownForm['content-type'], ...headers };
      expect((await post('/page/bill', form)).statusCode).to.equal(403);
      expect((await post('/page/invoices', form, 'count=5')).statusCode).to.equal(403);
    }
    expect(await together.store.db.selectFrom('billing_runs').select('id').execute()).to.be.empty();
    expect(await together.store.db.selectFrom('invoices').select('id').execute()).to.have.length(2);
  });

  it('goes through the invoices forwards and backwards', async () => {
    await together.store.add('EUR', times(60, {}));
    const ids = async (url: string) => rows(await get(url)).map(([id]) => Number(id));
    const links = async (url: string) =>
      Object.fromEntries(
        [...(await get(url)).matchAll(/rel="(prev|next)" href="([^"]+)"/g)].map(([, rel, href]) => [
          rel,
          String(href).replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
        ]),
      );
    expect(await ids('/')).to.equal(Array.from({ length: 25 }, (_, at) => at + 1));
    expect(await links('/')).to.equal({ next: '/?after=25#invoices' });
    expect(await links('/?after=25')).to.equal({ prev: '/?before=26#invoices', next: '/?after=50#invoices' });
    expect(await links('/?after=50')).to.equal({ prev: '/?before=51#invoices' });
    expect(await ids('/?before=51')).to.equal(Array.from({ length: 25 }, (_, at) => at + 26));
    expect(await links('/?before=51')).to.equal({ prev: '/?before=26#invoices', next: '/?after=50#invoices' });
    expect(await links('/?before=26&show=pending')).to.equal({ next: '/?show=pending&after=25#invoices' });
    expect(await get('/?show=paid')).to.contain('No such invoices.');
    expect((await together.antaeus.server.inject({ url: '/?after=x', headers: browser })).statusCode).to.equal(400);
  });

  it('goes through the runs', async () => {
    for (let run = 0; run < 9; run += 1) {
      await post('/page/bill');
    }
    expect(await get('/'))
      .to.contain('href="/?runs&#x3D;2#runs">Older')
      .and.not.contain('Run 1<');
    expect(await get('/?runs=2'))
      .to.contain('Run 1<')
      .and.contain('href="/#runs">← Newest');
    expect(await get('/?billed=99')).not.to.contain('class="notice"');
  });

  it('escapes whatever it shows', async () => {
    await together.store.add('EUR', times(1, {}));
    await together.store.pool.query(`
      insert into billing_runs (state, reason, through_invoice_id, total) values ('interrupted', '<script>alert(1)</script>', 1, 1)`);
    await together.store.pool.query(`
      insert into attempts (invoice_id, customer_id, currency, amount_minor, run_id, error, outcome)
      values (1, 1, 'EUR', 1000, 1, '"><img src=x onerror=alert(1)>', 'refused')`);
    for (const url of ['/', '/page/billing-runs/1']) {
      expect(await get(url), url).not.to.match(/<script>|<img src=x/);
    }
    expect(await get('/page/billing-runs/1'))
      .to.contain('&lt;script&gt;')
      .and.contain('&lt;img');
  });
});
