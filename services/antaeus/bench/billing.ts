/**
 * What billing costs on top of charging, on this machine: ratios of one run, not absolute numbers.
 *
 * node bench/billing.ts
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { embeddedServer } from '@tinjis/chassis/embedded/server';
import { freePort } from '@tinjis/chassis/testing/postgres';
import { openDatabase } from '@tinjis/chassis/database';
import { seedBulk } from '../src/seed/bulk.ts';
import type { Schema } from '../src/store/schema.ts';
import { keyFiles } from '../testing/payment-keys.ts';
import { startProcess, type ServiceProcess } from '@tinjis/chassis/testing/processes';

const run = promisify(execFile);
const lanes = 32;

const folder = mkdtempSync(join(tmpdir(), 'antaeus-bench-'));
const keys = keyFiles();
// Durable, as in service: commits wait for the disk.
const postgres = await embeddedServer({
  folder: join(folder, 'data'),
  port: await freePort(),
  password: randomBytes(12).toString('hex'),
});
await postgres.start();
const [paymentDb, antaeusDb] = await Promise.all([database('payment'), database('antaeus')]);
const payment = await startProcess('payment', {
  DATABASE_URL: paymentDb,
  API_KEYS_FILE: keys.apiKeysFile,
  // Counted as in service, but never reached: the load is more than a caller may send for long.
  CALLER_RATE: '1000000',
  LOG_LEVEL: 'info',
});
const endpoint = `${payment.url}/v1/charges`;
const antaeus = await startProcess('antaeus', {
  DATABASE_URL: antaeusDb,
  PAYMENT_PROVIDER_ENDPOINT: endpoint,
  PAYMENT_API_KEY_FILE: keys.apiKeyFile,
  BILLING_CONCURRENCY: String(lanes),
  SEED: 'false',
  // As its image runs it.
  NODE_OPTIONS: '--max-semi-space-size=4',
});
const store = openDatabase<Schema>({ url: antaeusDb, maxConnections: 1, applicationName: 'bench' });
try {
  console.error('warming up');
  await alone(5_000);
  await bill(2_000);
  const small = residentMiB(antaeus);
  const rounds = [];
  for (let round = 0; round < 3; round += 1) {
    console.error(`round ${round + 1} of 3`);
    const charging = await alone(20_000);
    const billing = await bill(20_000);
    rounds.push({ charging, billing, ratio: billing.perSecond / charging });
  }
  const { charging, billing, ratio } = rounds.sort(
    (one, other) => one.ratio - other.ratio,
  )[1] as (typeof rounds)[number];
  const statuses = sorted(rounds.flatMap((round) => round.billing.statuses));
  const healths = sorted(rounds.flatMap((round) => round.billing.healths));
  console.log(`the client alone        ${charging.toFixed(0)} charges/s, ${lanes} lanes`);
  console.log(
    `billing run of 20,000   ${billing.perSecond.toFixed(0)} invoices/s, ratio ${ratio.toFixed(2)} (at least 0.85; median of ${rounds.map((one) => one.ratio.toFixed(2)).join(', ')})`,
  );
  console.log(
    `status queries          p50 ${at(statuses, 0.5)} ms, p99 ${at(statuses, 0.99)} ms, most ${at(statuses, 1)} ms of ${statuses.length} (under 20 ms)`,
  );
  console.log(
    `  beside them, health   p50 ${at(healths, 0.5)} ms, p99 ${at(healths, 0.99)} ms, most ${at(healths, 1)} ms: what the machine itself takes`,
  );
  const middle = residentMiB(antaeus);
  console.error('100,000 invoices in a run');
  const large = await bill(100_000);
  console.log(
    `billing run of 100,000  ${large.perSecond.toFixed(0)} invoices/s; status queries p99 ${at(sorted(large.statuses), 0.99)} ms, health ${at(sorted(large.healths), 0.99)} ms`,
  );
  console.log(
    `resident memory         ${small} MiB after 2,000 invoices, ${middle} MiB after runs of 20,000, ${residentMiB(antaeus)} MiB after the run of 100,000 (aim: flat)`,
  );
} finally {
  await store.close();
  await antaeus.end('SIGTERM');
  await payment.end('SIGTERM');
  await postgres.stop();
  keys.remove();
  rmSync(folder, { recursive: true, force: true });
}

async function database(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
}

async function alone(charges: number): Promise<number> {
  const script = join(import.meta.dirname, 'charges-alone.ts');
  const env = { ...process.env, PAYMENT_API_KEY: keys.key };
  const { stdout } = await run(process.execPath, [script, endpoint, String(lanes), String(charges)], { env });
  return Number(stdout);
}

/**
 * Bills so many new invoices. What earlier runs left declined is put out of the way first, so that each run has its
 * number.
 */
async function bill(invoices: number): Promise<{ perSecond: number; statuses: number[]; healths: number[] }> {
  await store.pool.query("update invoices set status = 'PAID' where status = 'PENDING'");
  await store.pool.query('vacuum analyze');
  await seedBulk(store.db, { customers: invoices / 20, invoices: 20 });
  const began = await fetch(`${antaeus.url}/rest/v1/invoices/pay`, {
    method: 'POST',
    headers: { Prefer: 'respond-async' },
  });
  const location = `${antaeus.url}${began.headers.get('location')}`;
  const statuses: number[] = [];
  const healths: number[] = [];
  for (;;) {
    const asked = performance.now();
    const view = (await (await fetch(location)).json()) as {
      state: string;
      total: number;
      startedAt: string;
      finishedAt: string;
    };
    statuses.push(performance.now() - asked);
    if (view.state !== 'running') {
      if (view.state !== 'finished' || view.total !== invoices)
        throw new Error(`the run did not bill ${invoices}: ${JSON.stringify(view)}`);
      return {
        perSecond: invoices / ((Date.parse(view.finishedAt) - Date.parse(view.startedAt)) / 1000),
        statuses,
        healths,
      };
    }
    const greeted = performance.now();
    await (await fetch(`${antaeus.url}/rest/health`)).text();
    healths.push(performance.now() - greeted);
    await new Promise((later) => setTimeout(later, 100));
  }
}

function residentMiB({ pid }: ServiceProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((one, other) => one - other);
}

function at(ordered: readonly number[], share: number): string {
  return (ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] as number).toFixed(1);
}
