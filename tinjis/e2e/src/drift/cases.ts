import type { LiveObject, Reference } from '@tinjis/cluster/kubernetes/objects';

/** A change made by hand in the cluster, past Git. */
export interface HandChange {
  readonly name: string;
  readonly title: string;
  /** Application whose Git folder says otherwise. */
  readonly application: string;
  readonly target: Reference;
  /** The patch of the hand, given what was there; `delete` takes the object away. */
  readonly by: ((before: LiveObject) => object) | 'delete';
  /** Whether the object is as Git has it, given how it was before. */
  isHealed(now: LiveObject, before: LiveObject): boolean;
}

const payment = { namespace: 'payments', name: 'payment' };

/**
 * Every kind of change that people make in a hurry, spread over the Applications: one that is healed twice in a row is
 * made to wait.
 */
export const drifts: readonly HandChange[] = [
  {
    name: 'scale',
    title: 'a service scaled to nothing',
    application: 'payment',
    target: { apiVersion: 'apps/v1', kind: 'Deployment', ...payment },
    by: () => ({ spec: { replicas: 0 } }),
    isHealed: ({ spec, status }) => spec.replicas === 1 && status.readyReplicas === 1,
  },
  {
    name: 'image',
    title: 'an image pinned by hand',
    application: 'antaeus',
    target: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'billing', name: 'antaeus' },
    // The same bytes under another tag, so that admission lets it through.
    by: (before) => [
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/image',
        value: imageOf(before).replace(/:[^:@]+@/, ':by-hand@'),
      },
    ],
    isHealed: (now, before) => imageOf(now) === imageOf(before),
  },
  {
    name: 'label',
    title: 'a label of a Service changed, so that nobody finds it',
    application: 'antaeus',
    target: { apiVersion: 'v1', kind: 'Service', namespace: 'billing', name: 'antaeus' },
    by: () => ({ metadata: { labels: { 'app.kubernetes.io/component': 'changed-by-hand' } } }),
    isHealed: ({ metadata }, before) =>
      metadata.labels?.['app.kubernetes.io/component'] === before.metadata.labels?.['app.kubernetes.io/component'],
  },
  {
    name: 'deleted-service',
    title: 'a deleted Service',
    application: 'payment',
    target: { apiVersion: 'v1', kind: 'Service', ...payment },
    by: 'delete',
    isHealed: (now, before) => now.metadata.uid !== before.metadata.uid,
  },
  {
    name: 'config-map',
    title: 'a ConfigMap edited, so that payment knows no caller',
    application: 'payment',
    target: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'payments', name: 'payment-api-keys' },
    by: () => ({ data: { 'api-keys.json': '[]' } }),
    isHealed: (now, before) => now['data']['api-keys.json'] === before['data']['api-keys.json'],
  },
  {
    name: 'network-policy',
    title: 'a NetworkPolicy opened to everybody',
    application: 'team-payments',
    target: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'payments', name: 'payment' },
    by: () => ({ spec: { ingress: [{}] } }),
    isHealed: (now, before) => JSON.stringify(now['spec']) === JSON.stringify(before['spec']),
  },
  {
    name: 'deleted-role-binding',
    title: 'a deleted RoleBinding',
    application: 'team-payments',
    target: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      namespace: 'payments',
      name: 'deployer',
    },
    by: 'delete',
    isHealed: (now, before) => now.metadata.uid !== before.metadata.uid,
  },
];

function imageOf({ spec }: LiveObject): string {
  return (spec as { template: { spec: { containers: { image: string }[] } } }).template.spec.containers[0]?.image ?? '';
}
