import { nameLabel } from '../../model/layout.ts';
import { type Attacks, worse } from './attacks.ts';
import type { Body, ProbedNamespace } from './probe.ts';

/** Services that the namespace gets for the probes, each with its own host: a route can be right but for one thing. */
export const probeService = 'probe-service';
export const probeHost = 'probe.example.org';
const sharedHost = 'shared.example.org';
const thirdHost = 'third.example.org';
/** All of two hosts but a path of each of two other services, and a path of a third one. */
export const probeClaims = `${probeHost} ${sharedHost} !${sharedHost}/theirs !${sharedHost}/other ${thirdHost}/own`;
export const otherService = 'other-service';
const otherHost = 'other.example.org';
export const otherClaims = `${otherHost} ${sharedHost}/other`;

export function services({ workload }: ProbedNamespace): Attacks {
  const selector = { [nameLabel]: workload };
  return worse({ selector }, [
    ['an ExternalName', { type: 'ExternalName', externalName: 'example.org' }],
    ['with externalIPs', { externalIPs: ['203.0.113.1'] }],
    ['without selector', { selector: undefined }],
    ['that selects by another label', { selector: { app: workload } }],
    ...['NodePort', 'LoadBalancer'].flatMap((type) => [
      [`of type ${type}`, { type, selector: { [nameLabel]: 'probe' } }] as const,
      [`of type ${type} for another`, { type }] as const,
    ]),
  ]);
}

const backend = { name: probeService, port: 80 };
const to = (...backends: readonly Body[]): Body => ({
  rules: [{ backendRefs: [backend] }, { backendRefs: [backend, ...backends] }],
});
/** At a host, rules for paths. */
const at = (host: string, ...values: readonly string[]): Body => ({
  hostnames: [host],
  rules: [{ matches: values.map((value) => ({ path: { type: 'PathPrefix', value } })), backendRefs: [backend] }],
});
const byExpression = { path: { type: 'RegularExpression', value: '/x' } };
const own = { path: { type: 'PathPrefix', value: '/own' } };
const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'x', port: 1 } } };
const header = { type: 'RequestHeaderModifier' };

export const routes = worse(
  { parentRefs: [{ name: 'public' }], hostnames: [probeHost], rules: [{ backendRefs: [backend] }] },
  [
    ['for a foreign host', { hostnames: ['anything.example.org'] }],
    ['for a foreign host beside its own', { hostnames: [probeHost, 'anything.example.org'] }],
    ['to another Service', to({ ...backend, name: 'another' })],
    ['to another namespace', to({ ...backend, namespace: 'another' })],
    ['for the host of another Service beside its own', { hostnames: [probeHost, otherHost] }],
    ['whose second backend has another host', to({ ...backend, name: otherService })],
    ['to what is no Service', to({ ...backend, kind: 'Bucket' })],
    ['to another group', to({ ...backend, group: 'example.org' })],
    ['attached to nothing', { parentRefs: undefined }],
    ['attached to no Gateway', { parentRefs: [] }],
    ['attached to a Service', { parentRefs: [{ name: 'public' }, { kind: 'Service', name: 'x' }] }],
    ['that copies calls', { rules: [{ filters: [mirror], backendRefs: [backend] }] }],
    ['that copies calls among other things', { rules: [{}, { filters: [header, mirror], backendRefs: [backend] }] }],
    ['whose backend copies calls', to({ ...backend, filters: [mirror] })],
    ['for every host', { hostnames: undefined }],
    ['for an empty list of hosts', { hostnames: [] }],
    ['for a path of another Service', at(sharedHost, '/theirs/x')],
    ['for a path of another Service beside its own', at(sharedHost, '/', '/theirs')],
    ['for a path that only looks unlike that of another Service', at(sharedHost, '/x/../theirs')],
    ['for a path that only begins like its own', at(thirdHost, '/own', '/ownx')],
    ['for all of a host of which it has a path', { hostnames: [thirdHost] }],
    ['that answers at a host of which it has a path', { hostnames: [thirdHost], rules: [{}] }],
    ['for a path of another Service of its namespace beside its own', at(sharedHost, '/', '/other')],
    ['that answers at its own path and at a whole host', { hostnames: [thirdHost], rules: [{ matches: [own] }, {}] }],
    ['that answers at its own host and at a shared one', { hostnames: [probeHost, thirdHost], rules: [{}] }],
    [
      'that answers at its own path beside another',
      { hostnames: [thirdHost], rules: [{ matches: [own, { path: { ...own.path, value: '/x' } }] }] },
    ],
    ['for a path by a regular expression', { rules: [{ matches: [byExpression], backendRefs: [backend] }] }],
    [
      'for a path by a regular expression beside its own',
      { rules: [{ matches: [own, byExpression], backendRefs: [backend] }] },
    ],
    [
      'whose second rule is for a path by a regular expression',
      { rules: [{ backendRefs: [backend] }, { matches: [byExpression], backendRefs: [backend] }] },
    ],
    ['without rules', { rules: [] }],
  ],
);

/** A call of gRPC has a path as well, which a route does not say. */
export const grpcRoutes: Attacks = {
  ...routes,
  bad: [
    ...routes.bad,
    ...[[sharedHost], [probeHost, sharedHost]].map(
      (hostnames) =>
        [
          `for ${hostnames.length === 1 ? '' : 'its own host and '}a host with a path of another Service`,
          { spec: { ...(routes.good['spec'] as Body), hostnames } },
        ] as const,
    ),
  ],
};

export const ingresses = ((): Attacks => {
  const path = (name: string): Body => ({ path: '/', backend: { service: { name, port: { number: 80 } } } });
  const rule = { host: probeHost, http: { paths: [path(probeService)] } };
  const known = worse({ rules: [rule], tls: [{ hosts: [probeHost], secretName: 'x' }] }, [
    ['for every host', { rules: undefined }],
    ['for an empty list of hosts', { rules: [] }],
    ['without a host beside its own', { rules: [rule, { ...rule, host: undefined }] }],
    ['with a host for every path', { rules: [rule, { host: probeHost }] }],
    ['for a foreign host beside its own', { rules: [rule, { ...rule, host: 'anything.example.org' }] }],
    ['for the host of another Service beside its own', { rules: [rule, { ...rule, host: otherHost }] }],
    ['to another Service', { rules: [rule, { ...rule, http: { paths: [path(probeService), path('another')] } }] }],
    [
      'to what is no Service',
      { rules: [{ ...rule, http: { paths: [{ backend: { resource: { kind: 'Bucket' } } }] } }] },
    ],
    ['for a host with a path of another Service', { rules: [rule, { ...rule, host: sharedHost }] }],
    ['that takes the calls of others', { defaultBackend: path(probeService)['backend'] }],
    [
      'with a certificate for a foreign host',
      { tls: [{ hosts: [probeHost] }, { hosts: [probeHost, 'x.example.org'] }] },
    ],
    ['with a certificate for any host', { tls: [{ secretName: 'x' }] }],
    ['with a certificate for no host', { tls: [{ hosts: [] }] }],
  ]);
  const annotations = {
    'argocd.argoproj.io/sync-wave': '1',
    'nginx.ingress.kubernetes.io/server-alias': 'x.example.org',
  };
  return {
    ...known,
    bad: [...known.bad, ['that tells its controller something', { ...known.good, metadata: { annotations } }]],
  };
})();

export const certificates = worse(
  { dnsNames: [probeHost], secretName: 'x', issuerRef: { kind: 'ClusterIssuer', name: 'public' } },
  [
    ['for a foreign host beside its own', { dnsNames: [probeHost, 'anything.example.org'] }],
    ['for no host', { dnsNames: [] }],
    ['that names no host', { dnsNames: undefined }],
    ['with a common name', { commonName: 'anything.example.org' }],
    ['for an address', { ipAddresses: ['203.0.113.1'] }],
    ['that is an authority', { isCA: true }],
    ['by an issuer of its own', { issuerRef: { kind: 'Issuer', name: 'public' } }],
    ['by any issuer', { issuerRef: { name: 'public' } }],
  ],
);
