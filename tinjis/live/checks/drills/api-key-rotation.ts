import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../kubernetes/wait.ts';
import { localCluster } from '../../platform/platform.ts';
import { antaeus, payment, podsOf } from '../billing/pods.ts';
import { nodeIn } from '../billing/node-in-pod.ts';
import type { Stage } from '../delivery/stage.ts';
import { runTinjis, type Told } from '../delivery/tinjis.ts';
import type { Check } from '../harness/check.ts';
import { told, underLoad } from './load-and-audit.ts';
import { untilMounted } from './pod-files.ts';
import { syncedAt } from './synced-at.ts';

const keysFile = 'apps/payments/payment/overlays/local/api-keys.json';
const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'billing', name: 'antaeus-payment-api-key' };
const item = 'payment-api-key';

/**
 * Antaeus' key for payment is replaced while it bills (docs/decisions/api-keys.md):
 *
 *     tinjis seal billing/antaeus --cluster local --rotate start    # merge; wait until payment's pods hold both keys
 *     tinjis seal billing/antaeus --cluster local --rotate switch   # merge; wait until Antaeus' pods hold the new key
 *     tinjis seal billing/antaeus --cluster local --rotate finish   # merge; the old key opens nothing any more
 */
export function apiKeyRotation(stage: Stage): Check {
  return {
    name: 'api-key-rotation',
    title: 'Antaeus\' API key is rotated under load without a single 401, and the old key opens nothing afterwards',
    within: 400,
    run: async () => {
      await complete(stage);
      stage.context.putBack('the rotation of Antaeus\' API key: it is completed', () => complete(stage));
      const old = await currentKey(stage);
      const before = await refusals(stage);
      const { done: worked, load, audited } = await underLoad(stage, async () => {
        await rotate(stage, 'start');
        await untilMounted(stage.kubernetes, payment, '/etc/payment/api-keys.json', await stage.platform.read(keysFile));
        await rotate(stage, 'switch');
        const next = await waitFor({ what: 'the unsealed new key', timeout: 60_000 }, async () => {
          const key = await currentKey(stage);
          return key === old ? { instead: 'still the old one' } : { found: key };
        });
        await untilMounted(stage.kubernetes, antaeus, '/etc/antaeus/payment-api-key', next);
        // Both services read a changed file within a second.
        await sleep(2500);
        const both = [await statusWith(stage, old), await statusWith(stage, next)];
        await rotate(stage, 'finish');
        await untilMounted(stage.kubernetes, payment, '/etc/payment/api-keys.json', await stage.platform.read(keysFile));
        await sleep(2500);
        return { both, seen: await refusals(stage), after: [await statusWith(stage, old), await statusWith(stage, next)] };
      });
      const refused = worked.seen - before;
      const faults = [
        ...(refused === 0 ? [] : [`payment answered ${refused} calls with 401`]),
        ...(worked.both.join() === '200,200' ? [] : [`before the end the old and the new key were answered ${worked.both.join(' and ')}, expected 200 and 200`]),
        ...(worked.after.join() === '401,200' ? [] : [`at the end the old and the new key were answered ${worked.after.join(' and ')}, expected 401 and 200`]),
        ...(load.failures.length === 0 ? [] : [`${load.failures.length} calls failed: ${load.failures[0]}`]),
        ...(load.failed === 0 ? [] : [`${load.failed} attempts got no verdict`]),
        ...(audited.explanation ?? []),
      ];
      return { passed: faults.length === 0 && audited.passed, observed: `${told(load)}, ${refused} times 401; ${audited.observed}`, explanation: faults, measures: { refused, charges: load.charges } };
    },
  };
}

type Step = 'start' | 'switch' | 'finish';

/** Takes the steps that a rotation which was broken off still lacks; each refuses when there is nothing for it to do. */
async function complete(stage: Stage): Promise<void> {
  await stage.platform.update();
  for (const step of ['switch', 'finish'] as const) {
    if ((await seal(stage, step)).exit === 0) await merge(stage, step);
  }
}

/** One step: the command in the platform's clone, the merge, and the sync of the Applications it touches. */
async function rotate(stage: Stage, step: Step): Promise<void> {
  await stage.platform.update();
  const { exit, text } = await seal(stage, step);
  if (exit !== 0) throw new Error(`tinjis seal --rotate ${step} ended with ${exit}: ${text}`);
  await merge(stage, step);
}

function seal({ platform }: Stage, step: Step): Promise<Told> {
  return runTinjis(['seal', 'billing/antaeus', '--cluster', localCluster, '--rotate', step], platform.folder);
}

async function merge(stage: Stage, step: Step): Promise<void> {
  const { platform } = stage;
  const files = (await platform.git('diff', '--name-only')).split('\n');
  await platform.commit(`Rotate Antaeus' API key: ${step}`);
  // apps/TEAM/SERVICE/…: the Application is called like the service.
  await syncedAt(stage, [...new Set(files.map((file) => file.split('/')[2] ?? ''))], await platform.push());
}

async function currentKey({ kubernetes }: Stage): Promise<string> {
  const { data } = await kubernetes.get(secret);
  return Buffer.from((data as Record<string, string>)[item] ?? '', 'base64').toString('utf8');
}

const fetchMetrics = 'fetch("http://localhost:9001/metrics").then((answer) => answer.text()).then((text) => process.stdout.write(text))';

/** How many calls payment's pods have answered with 401 since they started. */
async function refusals({ kubernetes }: Stage): Promise<number> {
  const pods = await podsOf(kubernetes, payment);
  const metrics = await Promise.all(pods.map(({ metadata: { name: pod } }) => nodeIn(kubernetes, payment, ['-e', fetchMetrics], { pod })));
  const counts = metrics.join('\n').matchAll(/^http_request_duration_seconds_count\{[^}]*status="401"[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

const callPayment = `
  require('node:readline').createInterface({ input: process.stdin }).once('line', async (key) => {
    const answer = await fetch(new URL('/v1/charges?limit=1', process.env.PAYMENT_PROVIDER_ENDPOINT), { headers: { authorization: 'Bearer ' + key } });
    process.stdout.write(String(answer.status), () => process.exit(0));
  });`;

/** What payment answers to a key, asked from an Antaeus pod: nobody else can connect. The key goes by standard input. */
async function statusWith({ kubernetes }: Stage, key: string): Promise<string> {
  return nodeIn(kubernetes, antaeus, ['-e', callPayment], { stdin: key });
}
