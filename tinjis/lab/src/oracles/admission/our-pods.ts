import fc from 'fast-check';
import type { Labels } from '@tinjis/rules/label-selector';

// Pods like those that this repository's policies judge, and what starts them: each right or with some fault.
export const registry = 'ghcr.io/tinjis/tinjis-delivery';
const digest = `@sha256:${'0f'.repeat(32)}`;

export const mostly = <T>(good: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, ...others.map((one) => fc.constant(one)));
export const perhaps = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const image = mostly(
  `${registry}/antaeus:1${digest}`,
  `${registry}/antaeus${digest}`,
  `${registry}/antaeus:1`,
  `${registry}/antaeus-evil:1${digest}`,
  `${registry}/payment:1${digest}`,
  `${registry}/postgresql:18${digest}`,
  `docker.io/${registry}/antaeus:1${digest}`,
  'antaeus',
);
const container = fc.record({
  name: fc.constant('c'),
  image,
  ports: perhaps(
    fc.array(fc.record({ containerPort: fc.constant(8000), hostPort: perhaps(fc.constantFrom(0, 8000)) }), {
      maxLength: 2,
    }),
  ),
});
const podSpec = fc.record({
  containers: fc.array(container, { minLength: 1, maxLength: 2 }),
  initContainers: perhaps(fc.array(container, { maxLength: 1 })),
  serviceAccountName: mostly<string | undefined>('antaeus', 'db', 'deployer', undefined),
  automountServiceAccountToken: mostly<boolean | undefined>(false, true, undefined),
  hostNetwork: perhaps(fc.boolean()),
  hostPID: perhaps(fc.boolean()),
  hostIPC: perhaps(fc.boolean()),
  volumes: perhaps(
    fc.constantFrom(
      [{ name: 'v', emptyDir: {} }],
      [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
      [{ name: 'v', projected: { sources: [{ configMap: { name: 'x' } }] } }],
    ),
  ),
});
const called = (name: string): Labels => ({ 'app.kubernetes.io/name': name });
const podLabels = mostly<Labels | undefined>(
  called('antaeus'),
  called('payment'),
  called('db'),
  { app: 'antaeus' },
  undefined,
);
const template = fc
  .record({ labels: podLabels, spec: podSpec })
  .map(({ labels, spec }) => ({ metadata: { ...(labels && { labels }) }, spec }));

export interface Written {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly labels?: Labels;
}

export const workload: fc.Arbitrary<Written> = fc
  .tuple(
    template,
    fc.constantFrom(
      ['apps', 'deployments', 'Deployment'],
      ['apps', 'statefulsets', 'StatefulSet'],
      ['apps', 'replicasets', 'ReplicaSet'],
      ['batch', 'jobs', 'Job'],
      ['batch', 'cronjobs', 'CronJob'],
    ),
  )
  .map(([made, [group = '', resource = '', kind = '']]) => ({
    group,
    resource,
    kind,
    body: {
      spec:
        kind === 'CronJob' ? { schedule: '* * * * *', jobTemplate: { spec: { template: made } } } : { template: made },
    },
  }));
export const pod: fc.Arbitrary<Written> = template.map(({ metadata, spec }) => ({
  group: '',
  resource: 'pods',
  kind: 'Pod',
  body: { spec },
  ...metadata,
}));
