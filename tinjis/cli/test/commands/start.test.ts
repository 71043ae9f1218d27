import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, symlinkSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testServer } from '@tinjis/chassis/testing/postgres';
import pg from 'pg';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { antaeusClient, type InvoiceView } from '@tinjis/platform/antaeus-client';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it, after } = lab;

const repository = resolve('../..');
interface Report {
  readonly before: InvoiceView[];
  readonly after: InvoiceView[];
  readonly run: { readonly total: number; readonly paid: number };
  readonly urls: { readonly antaeus: string; readonly ops: { readonly antaeus: string } };
}

// Each start brings up PostgreSQL and both services, which takes seconds on a busy machine.
describe('tinjis start', () => {
  const roots: string[] = [];
  /** A checkout of its own, which leaves a developer's data in .tinjis alone. */
  const checkout = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-start-'));
    roots.push(folder);
    ['services', 'policies', 'tinjis', 'node_modules'].forEach((name) => {
      symlinkSync(join(repository, name), join(folder, name));
    });
    return folder;
  };
  // The tests continue in it one after the other, as a person does; some need an empty one.
  let root = checkout();
  after(() => {
    roots.forEach((folder) => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
  });

  const start = async (words: readonly string[], env: Record<string, string> = {}) => {
    const around = surroundings(root, env);
    const exit = await run(['start', ...words], around);
    return { exit, out: around.out.join(''), err: around.err.join('') };
  };
  /** The invoices as the first start left them: number, amount and status. */
  let billed: string[] = [];
  const paid = (invoices: readonly InvoiceView[]) => invoices.filter(({ status }) => status === 'PAID').length;

  it("bills the challenge's ten invoices, shows them before and after, and ends", async () => {
    const { exit, out, err } = await start(['--once']);
    expect(exit, err).to.equal(0);
    expect(out).to.match(/│ +1 │ +1 │ +\d+\.\d\d (EUR|USD|DKK|SEK|GBP) │ PAID +│ PAID +│/);
    const rows = out.matchAll(/^│ +(\d+) │ +\d+ │ +(\d+\.\d\d \w{3}) │ \w+ +│ (\w+) +│$/gm);
    billed = [...rows].map(([, id, amount, status]) => [id, amount, status].join(' '));
    expect(billed).to.have.length(10);
    // Nothing runs any longer, so no address is of use.
    expect(out).to.contain('paid before: 2 of 10 (20 %)').and.not.to.contain('127.0.0.1');
    expect(out.trimEnd().split('\n').at(-1)).to.match(/^PAID ([2-9]|10) of 10$/);
    expect(statSync(join(root, '.tinjis')).mode & 0o777).to.equal(0o700);
  });

  it('keeps data and keys over a restart, and adds invoices up to the number asked for', async () => {
    const more = await start(['--once', '--json', '--invoices', '3000']);
    const report = JSON.parse(more.out) as Report;
    expect(report.before).to.have.length(3000);
    const kept = report.before.slice(0, 10);
    expect(
      kept.map(({ id, amount, status }) => `${id} ${amount.value.toFixed(2)} ${amount.currency} ${status}`),
    ).to.equal(billed);
    expect(report.run.total).to.equal(3000 - paid(kept));
    // Half of about 2,990, six standard deviations to each side.
    expect(paid(report.after)).to.be.between(1330, 1670);
    expect(more.err).to.contain('2990 of 2990 invoices').and.to.contain('invoices billed');
  });

  it('stays up until it is told to stop, one copy at a time, on other ports where somebody has them', async () => {
    // Somebody else may already use it, which is as good.
    const blocker = createServer()
      .on('error', () => undefined)
      .listen(8000, '127.0.0.1');
    const around = surroundings(root);
    const ended = run(['start', '--invoices', '5'], around);
    while (!around.out.join('').includes('Ctrl-C stops everything')) await sleep(20);
    const text = around.out.join('');
    // Fewer invoices than there are: none is added, and none goes.
    expect(text).to.contain('… and 2980 more').and.to.contain('of 3000');
    const [page, shown] = [/^page {5}(\S+) /.exec(text)?.[1], /^ +(curl -H .*charges)$/m.exec(text)?.[1]];
    const html = await (await fetch(String(page), { headers: { Accept: 'text/html' } })).text();
    expect(html).to.contain('<h1>Billing</h1>');
    // The suggested line shows the charges of the run when typed as it stands.
    const listed = execFileSync('sh', ['-c', `${String(shown)} --silent --fail`], { cwd: root, encoding: 'utf8' });
    expect(listed).to.contain('"charges":[{"id":"ch_');
    expect(around.err.join('')).to.match(/port 8000 is in use; \d+ is used instead/);
    const antaeus = String(/Antaeus {2}(\S+)/.exec(text)?.[1]);
    expect((await fetch(antaeus)).status).to.equal(200);
    await expect(antaeusClient(`${antaeus}/nowhere`).invoices()).to.reject(/Antaeus answered 404: "not found"/);
    const second = await start(['--once']);
    expect(second.exit).to.equal(2);
    expect(second.err).to.contain(`runs in this checkout already, as process ${process.pid}`);
    around.signals.emit('SIGINT');
    expect(await ended).to.equal(0);
    await expect(fetch(antaeus)).to.reject();
    blocker.close();
  });

  it('says which data it cannot use, and starts over when told to', async () => {
    rmSync(join(root, '.tinjis', 'postgres', 'PG_VERSION'));
    const unusable = await start(['--once']);
    expect(unusable.exit).to.equal(2);
    expect(unusable.err).to.contain('the embedded PostgreSQL cannot run').and.to.contain('--fresh');
    const around = surroundings(root);
    const ended = run(['start', '--json', '--fresh'], around);
    while (!around.err.join('').includes('billed; Ctrl-C')) await sleep(20);
    around.signals.emit('SIGTERM');
    expect(await ended).to.equal(0);
    const fresh = JSON.parse(around.out.join('')) as Report;
    expect(fresh.before).to.have.length(10);
    expect(paid(fresh.before)).to.equal(2);
    expect(fresh).to.include(['before', 'after', 'urls']);
  });

  it('stops everything when a signal comes before the first run is over', async () => {
    const early = surroundings(root);
    const ended = run(['start', '--once'], early);
    while (!early.err.join('').includes('starting payment')) await sleep(5);
    early.signals.emit('SIGTERM');
    expect(await ended).to.equal(4);
    expect(early.out.join('')).to.contain('stopped before the billing run was over');
    expect(existsSync(join(root, '.tinjis', 'postgres', 'postmaster.pid'))).to.be.false();
  });

  it('says so too when the signal ends what it was waiting for', async () => {
    const early = surroundings(root, {});
    const database = createServer((socket) => {
      early.signals.emit('SIGINT');
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(database, 'listening');
    const { port } = database.address() as AddressInfo;
    const around = { ...early, env: { DATABASE_URL: `postgres://u@127.0.0.1:${port}/postgres` } };
    expect(await run(['start', '--once'], around)).to.equal(4);
    expect(early.out.join('')).to.contain('stopped before the billing run was over');
    database.close();
  });

  it('stops everything when npm hands the signal to its shell alone', async () => {
    const script = `"${process.execPath}" "${join(repository, 'tinjis/cli/bin/tinjis.js')}" start; true`;
    const shell = spawn('sh', ['-c', script], {
      cwd: root,
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    const closed = once(
      shell.stdout.on('data', (chunk: Buffer) => (out += chunk.toString())),
      'close',
    );
    while (!out.includes('Ctrl-C stops everything')) await sleep(20);
    expect(existsSync(join(root, '.tinjis', 'postgres', 'postmaster.pid'))).to.be.true();
    shell.kill('SIGTERM');
    await closed;
    expect(out).to.contain('stopped; npm start goes on from here');
    expect(existsSync(join(root, '.tinjis', 'postgres', 'postmaster.pid'))).to.be.false();
  });

  it('uses the server of DATABASE_URL, and drops only its own databases there when told to start over', async () => {
    root = checkout();
    const server = await testServer();
    const first = JSON.parse((await start(['--once', '--json'], { DATABASE_URL: server.url })).out) as Report;
    const second = JSON.parse((await start(['--once', '--json'], { DATABASE_URL: server.url })).out) as Report;
    expect(second.before).to.equal(first.after);
    const fresh = JSON.parse(
      (await start(['--once', '--json', '--fresh'], { DATABASE_URL: server.url })).out,
    ) as Report;
    expect(paid(fresh.before)).to.equal(2);
    expect(existsSync(join(root, '.tinjis', 'postgres'))).to.be.false();
    const other = new pg.Client({ connectionString: server.url.replace(/postgres$/, 'tinjis_antaeus') });
    await other.connect();
    await other.query('drop table kysely_migration');
    await other.end();
    const broken = await start(['--once'], { DATABASE_URL: server.url });
    expect(broken.exit).to.equal(2);
    expect(broken.err).to.contain('antaeus ended (1) before it was ready').and.to.contain('already exists');
    await server.stop();
    const gone = await start(['--once'], { DATABASE_URL: server.url });
    expect(gone.exit).to.equal(2);
    expect(gone.err).to.contain('PostgreSQL does not let us in').and.to.contain('ECONNREFUSED');
  });

  it('says in a sentence which number it cannot use', async () => {
    const count = await start(['--once', '--invoices', 'many']);
    expect(count.exit).to.equal(2);
    expect(count.err).to.contain('--invoices many is not a whole number');
  });
});
