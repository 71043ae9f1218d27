import { nameLabel } from '../../model/labels.ts';
import { ask, type Body, type Ground, type Probe } from './probe.ts';

/** A service that the namespace is given for the probes, so that a route can be right but for one thing. */
export const probeService = 'probe-service';
export const probeHost = 'probe.example.org';

const gateway = 'gateway.networking.k8s.io';

/** Services and routes that open a door, refused by the rule about each alone. */
export function exposureProbes(ground: Ground): readonly Probe[] {
  const { namespace, workload } = ground;
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
  // Admitted as it is; each case changes one thing for the worse.
  const backend = { name: probeService, port: 80 };
  const open = { parentRefs: [{ name: 'public' }], hostnames: [probeHost], rules: [{ backendRefs: [backend] }] };
  const to = (...backends: readonly Body[]): Body => ({
    rules: [{ backendRefs: [backend] }, { backendRefs: [backend, ...backends] }],
  });
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'x', port: 1 } } };
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
      request: () => ask(operation, ground, group, kind, body),
    })),
  );
}
