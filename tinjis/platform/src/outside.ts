import { once } from 'node:events';
import { connect } from 'node:net';
import { antaeusClient } from './antaeus-client.ts';
import { errorText } from '@tinjis/manifests/error-text';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { waitFor } from '@tinjis/cluster/wait';
import { nodePorts, type Installation } from './platform.ts';

/**
 * Waits until what people are told to try works from here: a node opens its ports a moment after the pods behind them
 * are ready.
 * @throws Error saying what does not answer, and which pods are behind it, when three minutes have passed
 */
export async function waitUntilReachable({
  cluster: { nodeAddress },
  kubernetes,
}: Pick<Installation, 'cluster' | 'kubernetes'>): Promise<void> {
  const reached = async (namespace: string, service: string, port: number, look: () => Promise<unknown>) => {
    const what = `${service} at ${nodeAddress}:${port}`;
    await waitFor({ what, timeout: 180_000, every: 100 }, async () => {
      await look();
      return { found: true };
    }).catch(async (error: unknown) => {
      throw new Error(`${errorText(error)}; behind it: ${await endpointsOf(kubernetes, namespace, service)}`);
    });
  };
  const antaeus = antaeusClient(`http://${nodeAddress}:${nodePorts.antaeus}`);
  await Promise.all([
    reached('billing', 'antaeus', nodePorts.antaeus, () => antaeus.invoices()),
    reached('argocd', 'argocd-server', nodePorts.argocd, () => accepts(nodeAddress, nodePorts.argocd)),
  ]);
}

/** The pods that a Service leads to, with whether each takes calls, in words. */
async function endpointsOf(kubernetes: Kubernetes, namespace: string, service: string): Promise<string> {
  const slices = await kubernetes.list(
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace },
    { labels: `kubernetes.io/service-name=${service}` },
  );
  const endpoints = slices.flatMap((slice) => (slice['endpoints'] ?? []) as readonly Endpoint[]);
  const told = endpoints.map(
    ({ addresses, conditions }) => `${addresses.join()} (${conditions?.ready === false ? 'not ready' : 'ready'})`,
  );
  return told.length === 0 ? 'no pod' : told.join(', ');
}

interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: { readonly ready?: boolean };
}

/** Rejects when nobody takes the connection. */
async function accepts(host: string, port: number): Promise<void> {
  const socket = connect({ host, port, timeout: 2000 });
  socket.on('timeout', () => socket.destroy(new Error('no answer within 2 s')));
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
