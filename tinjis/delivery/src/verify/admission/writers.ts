import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { ask, type Ground, type Probe } from './probe.ts';

const writes = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** Kinds by group that the platform alone writes in a team's namespace. */
const platformKinds: readonly (readonly [group: string, kind: string])[] = [
  ['', 'ServiceAccount'],
  ['', 'ResourceQuota'],
  ['', 'LimitRange'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
  ['cilium.io', 'CiliumNetworkPolicy'],
  ['gateway.networking.k8s.io', 'Gateway'],
  ['gateway.networking.k8s.io', 'ReferenceGrant'],
];

/** What nobody but the platform, or Kubernetes itself, may write or enter. */
export function writerProbes(ground: Ground): readonly Probe[] {
  const argocd = { ...ground, namespace: 'argocd' };
  const team = { metadata: { name: ground.namespace, labels: { 'tinjis.io/team': 'x' } } };
  const probe = (policy: string, request: AdmissionRequest): Probe => {
    const { group, resource, subresource } = request.resource;
    const name = `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`;
    return { policy, what: `${request.operation.toLowerCase()} ${name}`, request: () => request };
  };
  const entered = ['exec', 'attach', 'portforward', 'proxy'].map((subresource) =>
    ask('CONNECT', ground, '', 'Pod', {}, subresource),
  );
  return [
    ...writes.flatMap((operation) =>
      ['Application', 'AppProject', 'ApplicationSet'].map((kind) =>
        probe('argocd-objects', asTeam(ask(operation, argocd, 'argoproj.io', kind), ground)),
      ),
    ),
    ...writes.flatMap((operation) =>
      platformKinds.map(([group, kind]) => probe('platform-kinds', ask(operation, ground, group, kind))),
    ),
    ...writes.map((operation) => probe('team-namespaces', ask(operation, ground, '', 'Namespace', team))),
    ...(['CREATE', 'UPDATE'] as const).flatMap((operation) => [
      probe('endpoints', ask(operation, ground, '', 'Endpoints')),
      probe('endpoints', ask(operation, ground, 'discovery.k8s.io', 'EndpointSlice')),
      probe(
        'service-account-tokens',
        ask(operation, ground, '', 'Secret', { type: 'kubernetes.io/service-account-token' }),
      ),
      probe('service-account-tokens', ask(operation, ground, '', 'ServiceAccount', { kind: 'TokenRequest' }, 'token')),
    ]),
    ...[
      ...entered,
      ask('CONNECT', ground, '', 'Service', {}, 'proxy'),
      ask('UPDATE', ground, '', 'Pod', {}, 'ephemeralcontainers'),
    ].map((request) => probe('interactive-access', request)),
    // A label taken away is as good as one never set.
    probe(
      'team-namespaces',
      unlabelled(
        ask('UPDATE', ground, '', 'Namespace', team),
        ask('UPDATE', ground, '', 'Namespace', { metadata: { name: ground.namespace } }),
      ),
    ),
  ];
}

/** The deployer of the team asks, also where the object is in another namespace. */
function asTeam(request: AdmissionRequest, ground: Ground): AdmissionRequest {
  return { ...request, user: ask('CREATE', ground, '', 'Pod').user };
}

function unlabelled(before: AdmissionRequest, { object }: AdmissionRequest): AdmissionRequest {
  return { ...before, object: object as NonNullable<typeof object> };
}
