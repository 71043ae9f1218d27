import { kinds, podSpecPath, withTemplate } from '@tinjis/rules/objects/kinds';
import { nameLabel } from '../../model/layout.ts';
import { refusedFields } from './pod-fields.ts';
import { type Body, requestOf, type Choice, type ProbedNamespace, type Probe } from './probe.ts';

export interface ProbedPod {
  readonly metadata: Body;
  readonly spec: Body;
}

/**
 * A pod that a policy refuses, in every request that could start or change it, or in the requests that `only` names.
 */
export interface RefusedPod {
  readonly policy: string;
  /** The end of "a Deployment whose pods …". */
  readonly what: string;
  readonly pod: ProbedPod;
  only?(kind: string, operation: 'CREATE' | 'UPDATE'): boolean;
}

/** Every kind that starts pods. */
const sources = kinds.filter(({ kind }) => podSpecPath(kind) !== undefined);

/** An object of a kind around the pod that it starts; a Pod is that pod. */
export function started(kind: string, pod: ProbedPod): Body {
  const { metadata, ...rest } = withTemplate({ apiVersion: '', kind, metadata: { name: 'probe' } }, pod);
  return { ...rest, ...(kind === 'Pod' && { metadata }) };
}

const digest = `sha256:${'1f'.repeat(32)}`;

/** Pods that the rules about pods have to refuse, both alone and from whatever makes them. */
export function podProbes(probed: ProbedNamespace, choose: Choice): readonly Probe[] {
  const own = ownPod(probed);
  const refused = choose([...refusedPods(probed, own), ...refusedFields(own)]);
  return refused.flatMap(({ policy, what, pod, only = () => true }) => [
    ...sources.flatMap(({ group, kind }) =>
      (['CREATE', 'UPDATE'] as const)
        .filter((operation) => only(kind, operation))
        .map((operation) => ({
          policy,
          what: `${operation.toLowerCase()} a ${kind} whose pods ${what}`,
          request: () => requestOf(operation, probed, group, kind, started(kind, pod)),
        })),
    ),
    ...(only('Pod', 'UPDATE')
      ? [
          {
            policy,
            what: `have a debug container added to a pod that ${what}`,
            request: () => requestOf('UPDATE', probed, '', 'Pod', { ...pod }, 'ephemeralcontainers'),
          },
        ]
      : []),
  ]);
}

/** A pod that every rule lets in. */
export function ownPod({ workload, path }: ProbedNamespace): ProbedPod {
  const containers = [{ name: 'main', image: `${path}:1@${digest}` }];
  return {
    metadata: { labels: { [nameLabel]: workload } },
    spec: { serviceAccountName: workload, automountServiceAccountToken: false, containers },
  };
}

function* refusedPods({ path }: ProbedNamespace, own: ProbedPod): Generator<RefusedPod> {
  const { metadata, spec: good } = own;
  const [container] = good['containers'] as readonly [Body];
  const pod = (fields: Body): ProbedPod => ({ metadata, spec: { ...good, ...fields } });
  const token = { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
  const map = { name: 'map', projected: { sources: [{ configMap: { name: 'map' } }] } };
  const port = { ...container, ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] };
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    yield { policy: 'host-access', what: `use ${field}`, pod: pod({ [field]: true }) };
  }
  yield { policy: 'host-access', what: 'open a port of the node', pod: pod({ containers: [container, port] }) };
  yield {
    policy: 'host-access',
    what: 'open a port of the node before they start',
    pod: pod({ initContainers: [container, port] }),
  };
  yield {
    policy: 'workload-identity',
    what: 'are of no workload',
    pod: { metadata: { labels: { [nameLabel]: 'nobody' } }, spec: { ...good, serviceAccountName: 'nobody' } },
  };
  yield {
    policy: 'workload-identity',
    what: 'have no name',
    pod: { metadata: {}, spec: { ...good, serviceAccountName: '' } },
  };
  yield { policy: 'workload-identity', what: 'run as another', pod: pod({ serviceAccountName: 'deployer' }) };
  yield {
    policy: 'workload-identity',
    what: 'run as the default account',
    pod: pod({ serviceAccountName: undefined }),
  };
  yield { policy: 'workload-identity', what: 'mount the token', pod: pod({ automountServiceAccountToken: true }) };
  yield {
    policy: 'workload-identity',
    what: 'leave the token to the default',
    pod: pod({ automountServiceAccountToken: undefined }),
  };
  yield {
    policy: 'workload-identity',
    what: 'project a token',
    pod: pod({
      volumes: [map, { name: 'x', projected: { sources: [...map.projected.sources, ...token.projected.sources] } }],
    }),
  };
  yield { policy: 'workload-image', what: 'have no name', pod: { metadata: {}, spec: good } };
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
      yield {
        policy: 'workload-image',
        what: `run ${image} in ${list}`,
        pod: pod({ ...before, [list]: [container, { name: 'other', image }] }),
      };
    }
  }
}
