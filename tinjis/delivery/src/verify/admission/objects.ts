import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { requestOf, type ProbedNamespace, type Probe, type Body } from './probe.ts';
import { nameLabel } from '../../model/layout.ts';

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

/** A service that the namespace gets for the probes, so a route can be right except for one thing. */
export const probeService = 'probe-service';
export const probeHost = 'probe.example.org';
const sharedHost = 'shared.example.org';
const otherPath = '/theirs';
/** All of a host but a path of another service, and a path of a host that belongs to others. */
export const probeClaims = `${probeHost} ${sharedHost}/own !${probeHost}${otherPath}`;
/** Another one, with a host of its own. */
export const otherService = 'other-service';
export const otherHost = 'other.example.org';

const gateway = 'gateway.networking.k8s.io';

/** Services and routes that expose a service; the rule about each must refuse it alone. */
export function exposureProbes(probed: ProbedNamespace): readonly Probe[] {
  const { namespace, workload } = probed;
  const selector = { [nameLabel]: workload };
  const service = (what: string, spec: Body): readonly [string, string, string, string, Body] => [
    'service-exposure',
    what,
    '',
    'Service',
    { spec },
  ];
  const route = (what: string, changed: Body): readonly [string, string, string, string, Body] => [
    'routes',
    what,
    gateway,
    'HTTPRoute',
    { spec: { ...open, ...changed } },
  ];
  // Admitted as it is; each case makes one thing worse.
  const backend = { name: probeService, port: 80 };
  const open = { parentRefs: [{ name: 'public' }], hostnames: [probeHost], rules: [{ backendRefs: [backend] }] };
  const to = (...backends: readonly Body[]): Body => ({
    rules: [{ backendRefs: [backend] }, { backendRefs: [backend, ...backends] }],
  });
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'x', port: 1 } } };
  const redirect = { type: 'RequestRedirect', requestRedirect: { hostname: 'example.org' } };
  const at = (...values: readonly string[]): Body => ({
    rules: [{ matches: values.map((value) => ({ path: { type: 'PathPrefix', value } })), backendRefs: [backend] }],
  });
  const header = { type: 'RequestHeaderModifier' };
  const cases = [
    service('an ExternalName', { type: 'ExternalName', externalName: 'example.org', selector }),
    service('with externalIPs', { selector, externalIPs: ['203.0.113.1'] }),
    service('without selector', {}),
    service('that selects by another label', { selector: { app: workload } }),
    ...['NodePort', 'LoadBalancer'].flatMap((type) => [
      service(`of type ${type}`, { type, selector: { [nameLabel]: 'probe' } }),
      service(`of type ${type} for another`, { type, selector }),
    ]),
    route('for a foreign host', { hostnames: ['anything.example.org'] }),
    route('for a foreign host beside its own', { hostnames: [probeHost, 'anything.example.org'] }),
    route('to another Service', to({ ...backend, name: 'another' })),
    route('to another namespace', to({ ...backend, namespace: 'another' })),
    route('for the host of another Service beside its own', { hostnames: [probeHost, otherHost] }),
    route('whose second backend has another host', to({ ...backend, name: otherService })),
    route('to what is no Service', to({ ...backend, kind: 'Bucket' })),
    route('to another group', to({ ...backend, group: 'example.org' })),
    route('attached to nothing', { parentRefs: undefined }),
    route('attached to no Gateway', { parentRefs: [] }),
    route('attached to a Service', { parentRefs: [{ name: 'public' }, { kind: 'Service', name: 'x' }] }),
    route('that copies calls', { rules: [{ filters: [mirror], backendRefs: [backend] }] }),
    route('that copies calls among other things', {
      rules: [{}, { filters: [header, mirror], backendRefs: [backend] }],
    }),
    route('whose backend copies calls', to({ ...backend, filters: [mirror] })),
    route('for the path of another Service', at(`${otherPath}/x`)),
    route('for the path of another Service beside its own', at('/', otherPath)),
    route('for a path that only looks unlike that of another Service', at(`/x/..${otherPath}`)),
    route('for a path by a regular expression', {
      rules: [{ matches: [{ path: { type: 'RegularExpression', value: '/.*' } }], backendRefs: [backend] }],
    }),
    route('that redirects calls of another host', { hostnames: [sharedHost], rules: [{ filters: [redirect] }] }),
    route('that leads a path beside its own to its Service', {
      hostnames: [sharedHost],
      rules: [{ matches: [{ path: { value: '/ownx' } }], backendRefs: [backend] }],
    }),
    route('without rules', { rules: [] }),
    route('for every host', { hostnames: undefined }),
    route('for an empty list of hosts', { hostnames: [] }),
    ['routes', 'of that kind', 'networking.k8s.io', 'Ingress', { spec: {} }] as const,
    ...['GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(
      (kind) => ['routes', 'of that kind', gateway, kind, { spec: open }] as const,
    ),
  ];
  return cases.flatMap(([policy, what, group, kind, body]) =>
    (['CREATE', 'UPDATE'] as const).map((operation) => ({
      policy,
      what: `${operation.toLowerCase()} a ${kind} ${what} in namespace ${namespace}`,
      request: () => requestOf(operation, probed, group, kind, body),
    })),
  );
}
