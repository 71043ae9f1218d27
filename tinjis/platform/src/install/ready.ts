import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { listApplications } from './applications.ts';
import { once } from 'node:events';
import { connect } from 'node:net';
import { antaeusClient } from '../antaeus-client.ts';
import { errorText } from '@tinjis/manifests/failure';
import { waitFor } from '@tinjis/cluster/wait';
import { nodePorts, type Installation } from '../installation.ts';

type Up = Pick<Installation, 'cluster' | 'kubernetes'>;

interface Workload extends LiveObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly readyReplicas?: number };
}

/**
 * Does the cluster keep itself by now? If so, nothing is applied by hand any more: Argo CD takes every change from Git.
 * @param root name of the root Application
 */
export async function keepsItself(kubernetes: Kubernetes, root: string): Promise<boolean> {
  const namespaced = (kind: string, namespace: string) =>
    kubernetes.list<Workload>({ apiVersion: 'apps/v1', kind, namespace });
  try {
    const [servers, controllers, sealing, apps] = await Promise.all([
      namespaced('Deployment', 'argocd'),
      namespaced('StatefulSet', 'argocd'),
      namespaced('Deployment', 'kube-system'),
      listApplications(kubernetes),
    ]);
    const runs = ({ spec, status }: Workload) => (status?.readyReplicas ?? 0) >= Math.max(spec.replicas ?? 1, 1);
    const needed = [
      ...servers,
      ...controllers,
      ...sealing.filter(({ metadata }) => metadata.name === 'sealed-secrets-controller'),
    ];
    return (
      servers.length > 0 &&
      controllers.length > 0 &&
      sealing.length > 0 &&
      needed.every(runs) &&
      apps.some(({ metadata }) => metadata.name === root)
    );
  } catch {
    return false; // the kinds do not exist yet
  }
}

/**
 * Waits until the first commands that `up` suggests work from here: a node opens its ports a moment after the pods
 * behind them are ready.
 * @param withAntaeus whether Antaeus is delivered at all
 * @throws Error saying what does not answer, and which pods are behind it, after three minutes
 */
export async function waitUntilReachable({ cluster, kubernetes }: Up, withAntaeus: boolean): Promise<void> {
  const { nodeAddress } = cluster;
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
    ...(withAntaeus ? [reached('billing', 'antaeus', nodePorts.antaeus, () => antaeus.invoices())] : []),
    reached('argocd', 'argocd-server', nodePorts.argocd, () => accepts(nodeAddress, nodePorts.argocd)),
  ]);
}

/** The pods that a Service leads to; says in words whether each takes calls. */
async function endpointsOf(kubernetes: Kubernetes, namespace: string, service: string): Promise<string> {
  const slices = await kubernetes.list(
    { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace },
    { labels: `kubernetes.io/service-name=${service}` },
  );
  const endpoints = slices.flatMap((slice) => (slice['endpoints'] ?? []) as readonly Endpoint[]);
  const words = endpoints.map(
    ({ addresses, conditions }) => `${addresses.join()} (${conditions?.ready === false ? 'not ready' : 'ready'})`,
  );
  return words.length === 0 ? 'no pod' : words.join(', ');
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
