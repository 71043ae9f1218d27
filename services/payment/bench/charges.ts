/**
 * What a durable charge costs on this machine, as ratios of one run to a hapi route that does nothing.
 *
 * node bench/charges.ts [--seconds 4] [--rounds 3] [--connections 50]
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { embeddedServer } from '@tinjis/chassis/embedded/server';
import { freePort } from '@tinjis/chassis/testing/postgres';
import { createApiKey } from '../src/auth/api-key.ts';
import { imageNodeOptions } from './image-settings.ts';
import { startProcess, type ServerProcess } from './process.ts';
import { systemPrograms, systemServer } from './system-postgres.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '50' },
  },
});
const warmUpSeconds = 8;
const here = import.meta.dirname;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'payment-bench-'));
const { key, entry } = createApiKey('bench', ['charge']);
const keysFile = join(folder, 'keys.json');
writeFileSync(keysFile, JSON.stringify([entry]));

interface Load {
  readonly perSecond: number;
  readonly p99: number;
  readonly cpuUs: number;
}

async function load(server: ServerProcess, seconds = Number(values.seconds)): Promise<Load> {
  const before = server.cpuMs();
  const words = [join(here, 'load.ts'), `${server.url}/v1/charges`, values.connections, String(seconds)];
  const { stdout } = await run(process.execPath, words, { env: { ...process.env, API_KEY: key } });
  const { perSecond, p99, failed } = JSON.parse(stdout) as { perSecond: number; p99: number; failed: number };
  if (failed > 0) throw new Error(`${failed} requests failed: this measures nothing`);
  return { perSecond, p99, cpuUs: ((server.cpuMs() - before) * 1000) / (perSecond * seconds) };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? NaN;
}

/** Time from spawning the service to its first answered charge, on a database whose tables are there. */
async function firstCharge(env: Record<string, string>): Promise<number> {
  const started = performance.now();
  const server = await startProcess(join(here, '..', 'src', 'start.ts'), env);
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/v1/charges`, {
    method: 'POST',
    headers,
    body: '{"amount":{"value":1,"currency":"EUR"},"customerId":1}',
  });
  if (answer.status !== 200) throw new Error(`the first charge got ${answer.status}`);
  const took = performance.now() - started;
  await server.end();
  return took;
}

/** @param least aim for the throughput, as a share of bare hapi's */
async function compare(name: string, databaseUrl: string, least: number): Promise<void> {
  const env = {
    DATABASE_URL: databaseUrl,
    API_KEYS_FILE: keysFile,
    HOST: '127.0.0.1',
    PORT: '0',
    OPS_PORT: '0',
    DRAIN_SECONDS: '0',
    LOG_LEVEL: 'info',
    // Counted as in service, but never reached: the load is more than a caller may send for long.
    CALLER_RATE: '1000000',
  };
  const asInImage = { ...env, NODE_OPTIONS: imageNodeOptions() };
  const bare = await startProcess(join(here, 'bare.ts'), asInImage);
  const payment = await startProcess(join(here, '..', 'src', 'start.ts'), asInImage);
  const plain = await startProcess(join(here, 'one-statement-each.ts'), asInImage);
  const rounds: { bare: Load; payment: Load; plain: Load }[] = [];
  console.error(`${name}: warming up`);
  // Node compiles hot code while it runs, and payment has more code: nothing is counted before.
  for (const server of [bare, payment, plain]) {
    await load(server, warmUpSeconds);
  }
  for (let round = 0; round < Number(values.rounds); round += 1) {
    console.error(`${name}: round ${round + 1} of ${values.rounds}`);
    // Interleaved: other work of the machine slows all of them alike.
    rounds.push({ bare: await load(bare), payment: await load(payment), plain: await load(plain) });
  }
  type Round = (typeof rounds)[number];
  const of = (ratio: (round: Round) => number) =>
    `${median(rounds.map(ratio)).toFixed(2)} (rounds ${rounds
      .map(ratio)
      .map((one) => one.toFixed(2))
      .join(', ')})`;
  const mean = (which: 'bare' | 'payment' | 'plain', part: keyof Load) =>
    median(rounds.map((round) => round[which][part])).toFixed(0);
  console.log(`${name}, ${values.connections} connections, ${values.rounds} rounds of ${values.seconds} s`);
  console.log(
    `  throughput of bare hapi       ${of((round) => round.payment.perSecond / round.bare.perSecond)}, at least ${least}`,
  );
  console.log(`  99th percentile to bare hapi  ${of((round) => round.payment.p99 / round.bare.p99)}, at most 2`);
  console.log(
    `  to one statement a charge     ${of((round) => round.payment.perSecond / round.plain.perSecond)}, at least 1.5`,
  );
  console.log(
    `  requests/s                    bare ${mean('bare', 'perSecond')}, payment ${mean('payment', 'perSecond')}, plain ${mean('plain', 'perSecond')}`,
  );
  console.log(
    `  processor µs/request (Node)   bare ${mean('bare', 'cpuUs')}, payment ${mean('payment', 'cpuUs')}, plain ${mean('plain', 'cpuUs')}`,
  );
  console.log(`  resident memory after it      ${payment.residentMiB() ?? '?'} MiB`);
  await Promise.all([bare.end(), payment.end(), plain.end()]);
  const starts = [await firstCharge(asInImage), await firstCharge(asInImage), await firstCharge(asInImage)];
  console.log(`  start to first charge         ${median(starts).toFixed(0)} ms, under 1000`);
}

try {
  // Both as they come: durable, commits wait for the disk.
  const embedded = await embeddedServer({
    folder: join(folder, 'embedded'),
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
  });
  await embedded.start();
  await compare('embedded PostgreSQL', embedded.url, 0.9);
  await embedded.stop();
  const programs = systemPrograms();
  if (programs === undefined) {
    console.log('system PostgreSQL: there is none on this machine');
  } else {
    const system = await systemServer(programs, join(folder, 'system'), await freePort());
    await compare(`system PostgreSQL (${programs})`, system.url, 0.85);
    system.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
}
