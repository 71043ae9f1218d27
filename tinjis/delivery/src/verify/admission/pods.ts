import { nameLabel } from '../../model/layout.ts';
import { type Body, requestOf, type ProbedNamespace, type Probe } from './probe.ts';

interface Pod {
  readonly metadata: Body;
  readonly spec: Body;
}

/** Everything that starts pods, and where its template lies. */
const sources: readonly (readonly [group: string, kind: string, wrap: (pod: Pod) => Body])[] = [
  ['', 'Pod', (pod) => ({ ...pod })],
  ...[
    ['', 'ReplicationController'],
    ['apps', 'Deployment'],
    ['apps', 'StatefulSet'],
    ['apps', 'DaemonSet'],
    ['apps', 'ReplicaSet'],
    ['batch', 'Job'],
  ].map(([group = '', kind = '']) => [group, kind, (template: Pod): Body => ({ spec: { template } })] as const),
  ['batch', 'CronJob', (template) => ({ spec: { jobTemplate: { spec: { template } } } })],
];

const digest = `sha256:${'1f'.repeat(32)}`;

/** Pods that one of the rules about pods has to refuse, as they are and by whatever makes them. */
export function podProbes(probed: ProbedNamespace): readonly Probe[] {
  return [...hostile(probed)].flatMap(([policy, what, pod]) => [
    ...sources.flatMap(([group, kind, wrap]) =>
      (['CREATE', 'UPDATE'] as const).map((operation) => ({
        policy,
        what: `${operation.toLowerCase()} a ${kind} whose pods ${what}`,
        request: () => requestOf(operation, probed, group, kind, wrap(pod)),
      })),
    ),
    {
      policy,
      what: `have a debug container added to a pod that ${what}`,
      request: () => requestOf('UPDATE', probed, '', 'Pod', { ...pod }, 'ephemeralcontainers'),
    },
  ]);
}

function* hostile({ workload, path }: ProbedNamespace): Generator<readonly [policy: string, what: string, pod: Pod]> {
  const own = `${path}:1@${digest}`;
  const container = { name: 'main', image: own };
  const metadata = { labels: { [nameLabel]: workload } };
  const good = { serviceAccountName: workload, automountServiceAccountToken: false, containers: [container] };
  const pod = (fields: Body): Pod => ({ metadata, spec: { ...good, ...fields } });
  const token = { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
  const map = { name: 'map', projected: { sources: [{ configMap: { name: 'map' } }] } };
  const port = { ...container, ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] };
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    yield ['host-access', `use ${field}`, pod({ [field]: true })];
  }
  yield ['host-access', 'open a port of the node', pod({ containers: [container, port] })];
  yield ['host-access', 'open a port of the node before they start', pod({ initContainers: [container, port] })];
  yield [
    'workload-identity',
    'are of no workload',
    { metadata: { labels: { [nameLabel]: 'nobody' } }, spec: { ...good, serviceAccountName: 'nobody' } },
  ];
  yield ['workload-identity', 'have no name', { metadata: {}, spec: { ...good, serviceAccountName: '' } }];
  yield ['workload-identity', 'run as another', pod({ serviceAccountName: 'deployer' })];
  yield ['workload-identity', 'run as the default account', pod({ serviceAccountName: undefined })];
  yield ['workload-identity', 'mount the token', pod({ automountServiceAccountToken: true })];
  yield ['workload-identity', 'leave the token to the default', pod({ automountServiceAccountToken: undefined })];
  yield [
    'workload-identity',
    'project a token',
    pod({
      volumes: [map, { name: 'x', projected: { sources: [...map.projected.sources, ...token.projected.sources] } }],
    }),
  ];
  yield ['workload-image', 'have no name', { metadata: {}, spec: good }];
  const images = [
    `registry.example.org/x@${digest}`,
    `${path}-of-mine@${digest}`,
    `${path}x:1@${digest}`,
    `${path}:latest`,
    path,
    `${path}:1@sha256:abc`,
    `${path}:1@${digest}0`,
    `${path}@registry.example.org/x@${digest}`,
  ];
  for (const image of images) {
    for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
      const before = list === 'containers' ? {} : { containers: [container] };
      yield [
        'workload-image',
        `run ${image} in ${list}`,
        pod({ ...before, [list]: [container, { name: 'other', image }] }),
      ];
    }
  }
}
