/**
 * Drives every operation of the OpenAPI document with schemathesis, a fuzzer that was not written here: `npm run fuzz`.
 *
 * Needs python3 with venv, and PyPI; the quick tests have a fuzzer of their own that needs neither.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keysSettleMs, startPayment } from './payment.ts';
import { unbalancedCharges } from './requests.ts';

const version = '4.32.5';
const folder = mkdtempSync(join(tmpdir(), 'payment-fuzz-'));

async function run(command: string, words: readonly string[]): Promise<void> {
  // It leaves what it found where it runs.
  const child = spawn(command, words, { stdio: 'inherit', cwd: folder });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command.split('/').at(-1)} ended with code ${code}`);
}

const payment = await startPayment({ settleMs: 0 });
try {
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${version}`]);
  // A key of a database that ends with this process: nothing else would know it.
  const key = payment.addKey('fuzzer', ['charge', 'read', 'admin']);
  await sleep(keysSettleMs);
  await run(join(folder, 'bin', 'schemathesis'), [
    '--config-file',
    resolve('testing', 'schemathesis.toml'),
    'run',
    `${payment.url}/openapi.json`,
    '--header',
    `Authorization: Bearer ${key}`,
    // Whoever may change the behaviour may ask for faults, and then gets them: that route is fuzzed by the quick tests.
    '--exclude-path',
    '/v1/admin/behaviour',
    '--max-examples',
    '200',
    '--seed',
    '1',
  ]);
  const unbalanced = await unbalancedCharges(payment);
  if (unbalanced.length > 0) throw new Error(`charges that do not balance: ${unbalanced.join(', ')}`);
} finally {
  await payment.stop();
  rmSync(folder, { recursive: true, force: true });
}
