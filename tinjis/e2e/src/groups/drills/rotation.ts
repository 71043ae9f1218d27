import { localCluster } from '@tinjis/platform/installation';
import { type DeliverySetup, syncedAt } from '../../pushes/setup.ts';
import { assertEndedWell, runTinjis, type CommandResult } from '../../harness/tinjis.ts';
import { nodeIn, antaeus, payment, livePods, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import { createHash } from 'node:crypto';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { secretText } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';

type Step = 'start' | 'switch' | 'finish';

/** Takes the remaining steps of an interrupted rotation; each step refuses when it has nothing to do. */
export async function completeRotation(setup: DeliverySetup): Promise<void> {
  await setup.platform.update();
  for (const step of ['switch', 'finish'] as const) {
    if ((await seal(setup, step)).exit === 0) await merge(setup, step);
  }
}

/** A single step: the command in the platform's clone, the merge, and the sync of the Applications it touches. */
export async function rotationStep(setup: DeliverySetup, step: Step): Promise<void> {
  await setup.platform.update();
  assertEndedWell(`tinjis seal --rotate ${step}`, await seal(setup, step));
  await merge(setup, step);
}

function seal({ platform }: DeliverySetup, step: Step): Promise<CommandResult> {
  return runTinjis(['seal', 'billing/antaeus', '--cluster', localCluster, '--rotate', step], platform.folder);
}

async function merge(setup: DeliverySetup, step: Step): Promise<void> {
  const { platform } = setup;
  const files = (await platform.git('diff', '--name-only')).split('\n');
  await platform.commit(`Rotate Antaeus' API key: ${step}`);
  // apps/TEAM/SERVICE/…: the Application has the service's name.
  await syncedAt(setup, [...new Set(files.map((file) => file.split('/')[2] ?? ''))], await platform.push());
}

const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'billing', name: 'antaeus-payment-api-key' };

/** The key that Antaeus shows to payment, unsealed. */
export async function currentKey({ kubernetes }: DeliverySetup): Promise<string> {
  return secretText(await kubernetes.get(secret), 'payment-api-key');
}

const fetchMetrics =
  'fetch("http://localhost:9001/metrics").then((answer) => answer.text()).then((text) => process.stdout.write(text))';

/** How many calls payment's pods have answered with 401 since they started. */
export async function refusals({ kubernetes }: DeliverySetup): Promise<number> {
  const pods = await livePods(kubernetes, payment);
  const metrics = await Promise.all(
    pods.map(({ metadata: { name: pod } }) => nodeIn(kubernetes, payment, ['-e', fetchMetrics], { pod })),
  );
  const counts = metrics.join('\n').matchAll(/^http_request_duration_seconds_count\{[^}]*status="401"[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

const callPayment = `
  require('node:readline').createInterface({ input: process.stdin }).once('line', async (key) => {
    const answer = await fetch(new URL('/v1/charges?limit=1', process.env.PAYMENT_PROVIDER_ENDPOINT), { headers: { authorization: 'Bearer ' + key } });
    process.stdout.write(String(answer.status), () => process.exit(0));
  });`;

/** Payment's answer to a key. An Antaeus pod asks, because nothing else can connect. The key goes by standard input. */
export async function statusWith({ kubernetes }: DeliverySetup, key: string): Promise<string> {
  return nodeIn(kubernetes, antaeus, ['-e', callPayment], { stdin: key });
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const digestFile = `
  const file = require('node:fs').readFileSync(process.argv[1]);
  process.stdout.write(require('node:crypto').createHash('sha256').update(file).digest('hex'));`;

/**
 * Waits until a mounted file in a workload's pods holds a text. "Synced" is not enough: the kubelet brings a changed
 * Secret or ConfigMap into a running pod at its next look, up to a minute and a half later. A change to the pod, such
 * as an annotation, makes the kubelet look at once: `kubectl annotate pod -n payments -l app.kubernetes.io/name=payment
 * --overwrite looked-at="$(date)"`.
 * @param text the text that the file must hold; the pod compares only its digest
 */
export async function untilMounted(
  kubernetes: Kubernetes,
  workload: NamedWorkload,
  file: string,
  text: string,
): Promise<void> {
  await waitFor({ what: `${file} of ${workload.name} to be the new one`, timeout: 120_000, every: 1000 }, async () => {
    await Promise.all(
      (await livePods(kubernetes, workload)).map(({ metadata: { name } }) =>
        kubernetes.tryPatch(
          { apiVersion: 'v1', kind: 'Pod', namespace: workload.namespace, name },
          { metadata: { annotations: { 'checks.tinjis.io/looked-at': new Date().toISOString() } } },
        ),
      ),
    );
    const digest = await nodeIn(kubernetes, workload, ['-e', digestFile, file]);
    return digest === digestOf(text) ? { found: true } : { instead: 'it is the old one' };
  });
}
