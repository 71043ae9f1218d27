import { nodeIn } from '@tinjis/cluster/kubernetes/node-in-pod';
import { antaeus, payment, livePods } from '@tinjis/cluster/kubernetes/pods';
import type { DeliverySetup } from '../delivery/stage.ts';

const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'billing', name: 'antaeus-payment-api-key' };
const item = 'payment-api-key';

/** The key that Antaeus shows to payment, as it is unsealed. */
export async function currentKey({ kubernetes }: DeliverySetup): Promise<string> {
  const { data } = await kubernetes.get(secret);
  return Buffer.from((data as Record<string, string>)[item] ?? '', 'base64').toString('utf8');
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

/**
 * What payment answers to a key, asked from an Antaeus pod: nobody else can connect. The key goes by standard input.
 */
export async function statusWith({ kubernetes }: DeliverySetup, key: string): Promise<string> {
  return nodeIn(kubernetes, antaeus, ['-e', callPayment], { stdin: key });
}
