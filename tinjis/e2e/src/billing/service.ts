import { antaeusClient, type AntaeusClient } from '@tinjis/platform/antaeus-client';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { nodeIn } from '@tinjis/cluster/kubernetes/node-in-pod';
import { antaeus } from '@tinjis/cluster/kubernetes/pods';

/**
 * Where clients outside the cluster reach Antaeus: the node's address and the port that its Service has on every node.
 * @returns a URL without a slash at the end
 */
export async function antaeusUrl(kubernetes: Kubernetes, { nodeAddress }: LiveCluster): Promise<string> {
  const service = await kubernetes.get({ apiVersion: 'v1', kind: 'Service', ...antaeus });
  const { ports } = service['spec'] as { readonly ports: readonly { readonly nodePort?: number }[] };
  return `http://${nodeAddress}:${ports[0]?.nodePort}`;
}

/** Antaeus as its clients outside the cluster see it. */
export async function outsideClient(kubernetes: Kubernetes, cluster: LiveCluster): Promise<AntaeusClient> {
  return antaeusClient(await antaeusUrl(kubernetes, cluster));
}

/** Adds one customer with pending invoices, by the service's own command for it (services/antaeus/README.md). */
export async function addInvoices(kubernetes: Kubernetes, invoices: number): Promise<void> {
  await nodeIn(kubernetes, antaeus, [
    'services/antaeus/src/seed.ts',
    '--customers',
    '1',
    '--invoices',
    String(invoices),
  ]);
}
