import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject, Reference } from '@tinjis/cluster/kubernetes/objects';
import { gitPort, type Installation } from '../installation.ts';

type Up = Pick<Installation, 'kubernetes' | 'cluster'>;

/**
 * Gives this machine's git server a name in the cluster: a Service without pods, and the address behind it.
 * GitOps does not deliver it, because GitOps itself depends on the way to Git.
 * @param address repository URL as Argo CD knows it: http://SERVICE.NAMESPACE.svc.cluster.local/…
 */
export async function nameGitServer({ kubernetes, cluster }: Up, address: string): Promise<void> {
  const { name, namespace } = gitServiceAt(address);
  const [first, ...rest] = objects(name, namespace, cluster.hostAddress);
  await kubernetes.apply(first);
  await Promise.all(rest.map((object) => kubernetes.apply(object)));
}

/**
 * Namespaces that an `up` made for its Git: it makes them first in a cluster, and `down` removes them last. Without
 * such a namespace, nothing in the cluster belongs to the platform.
 */
export async function gitNamespaces(kubernetes: Kubernetes): Promise<readonly Reference[]> {
  const there = await kubernetes.list({ apiVersion: 'v1', kind: 'Namespace' }, { labels: `${mark.key}=${mark.value}` });
  return there.map(({ metadata: { name } }) => ({ apiVersion: 'v1', kind: 'Namespace', name }));
}

const mark = { key: 'app.kubernetes.io/managed-by', value: 'tinjis' } as const;

/** The Git server's Service and namespace, from its address in the cluster. */
export function gitServiceAt(address: string): { readonly name: string; readonly namespace: string } {
  const [name = '', namespace = ''] = new URL(address).hostname.split('.');
  return { name, namespace };
}

function objects(name: string, namespace: string, host: string): [LiveObject, ...LiveObject[]] {
  const labels = {
    [mark.key]: mark.value,
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.36',
  };
  const ofService = { 'kubernetes.io/service-name': name, 'endpointslice.kubernetes.io/managed-by': 'tinjis' };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { ports: [{ name: 'http', port: 80, targetPort: gitPort, protocol: 'TCP' }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace, labels: ofService },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: gitPort, protocol: 'TCP' }],
      endpoints: [{ addresses: [host], conditions: { ready: true } }],
    },
  ];
}
