import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { requestOf, type ProbedNamespace, type Probe } from './probe.ts';

const writes = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** Kinds by group that only the platform writes in a team's namespace. */
const platformKinds: readonly (readonly [group: string, kind: string])[] = [
  ['', 'ServiceAccount'],
  ['', 'ResourceQuota'],
  ['', 'LimitRange'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
  ['cilium.io', 'CiliumNetworkPolicy'],
  ['external-secrets.io', 'SecretStore'],
  ['gateway.networking.k8s.io', 'Gateway'],
  ['gateway.networking.k8s.io', 'ReferenceGrant'],
];

/** Requests that nobody but the platform, or Kubernetes itself, may make. */
export function writerProbes(probed: ProbedNamespace): readonly Probe[] {
  const argocd = { ...probed, namespace: 'argocd' };
  const team = { metadata: { name: probed.namespace, labels: { 'tinjis.io/team': 'x' } } };
  const probe = (policy: string, request: AdmissionRequest): Probe => {
    const { group, resource, subresource } = request.resource;
    const name = `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`;
    return { policy, what: `${request.operation.toLowerCase()} ${name}`, request: () => request };
  };
  const entered = ['exec', 'attach', 'portforward', 'proxy'].map((subresource) =>
    requestOf('CONNECT', probed, '', 'Pod', {}, subresource),
  );
  return [
    ...writes.flatMap((operation) =>
      ['Application', 'AppProject', 'ApplicationSet'].map((kind) =>
        probe('argocd-objects', asTeam(requestOf(operation, argocd, 'argoproj.io', kind), probed)),
      ),
    ),
    ...writes.flatMap((operation) =>
      platformKinds.map(([group, kind]) => probe('platform-kinds', requestOf(operation, probed, group, kind))),
    ),
    ...writes.map((operation) => probe('team-namespaces', requestOf(operation, probed, '', 'Namespace', team))),
    ...(['CREATE', 'UPDATE'] as const).flatMap((operation) => [
      probe('endpoints', requestOf(operation, probed, '', 'Endpoints')),
      probe('endpoints', requestOf(operation, probed, 'discovery.k8s.io', 'EndpointSlice')),
      probe(
        'service-account-tokens',
        requestOf(operation, probed, '', 'Secret', { type: 'kubernetes.io/service-account-token' }),
      ),
      probe(
        'service-account-tokens',
        requestOf(operation, probed, '', 'ServiceAccount', { kind: 'TokenRequest' }, 'token'),
      ),
    ]),
    ...[
      ...entered,
      requestOf('CONNECT', probed, '', 'Service', {}, 'proxy'),
      requestOf('UPDATE', probed, '', 'Pod', {}, 'ephemeralcontainers'),
    ].map((request) => probe('interactive-access', request)),
    // Removing a label is as good as never setting it.
    probe(
      'team-namespaces',
      unlabelled(
        requestOf('UPDATE', probed, '', 'Namespace', team),
        requestOf('UPDATE', probed, '', 'Namespace', { metadata: { name: probed.namespace } }),
      ),
    ),
  ];
}

/** The team's deployer asks, even if the object is in another namespace. */
function asTeam(request: AdmissionRequest, probed: ProbedNamespace): AdmissionRequest {
  return { ...request, user: requestOf('CREATE', probed, '', 'Pod').user };
}

function unlabelled(before: AdmissionRequest, { object }: AdmissionRequest): AdmissionRequest {
  return { ...before, object: object as NonNullable<typeof object> };
}
