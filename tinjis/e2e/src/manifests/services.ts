import { nameLabel } from '@tinjis/delivery/model/layout';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { OwnService, TriedManifest } from './workloads.ts';

const ports = [{ name: 'http', port: 80, targetPort: 80 }];

/**
 * Services of every type: to the service's own pods, to others and to none, with and without addresses of their own.
 */
export function serviceManifests(
  { namespace, workload }: OwnService,
  names: readonly string[],
): readonly TriedManifest[] {
  const selectors = [
    ['to its own pods', { selector: { [nameLabel]: workload } }],
    ['to another workload', { selector: { [nameLabel]: 'somebody-else' } }],
    ['by another label', { selector: { app: workload } }],
    ['without a selector', {}],
  ] as const;
  const types = [
    ['without a type', {}],
    ['of type ClusterIP', { type: 'ClusterIP' }],
    ['of type NodePort', { type: 'NodePort' }],
    ['of type LoadBalancer', { type: 'LoadBalancer' }],
    ['of type ExternalName', { type: 'ExternalName', externalName: 'example.org' }],
  ] as const;
  const addresses = [
    ['', {}],
    [', with externalIPs', { externalIPs: ['203.0.113.7'] }],
  ] as const;
  const combined = types.flatMap(([type, typed]) =>
    selectors.flatMap(([to, selecting]) =>
      addresses.map(([extra, claimed]) => ({
        what: `${type} ${to}${extra}`,
        spec: { ports, ...typed, ...selecting, ...claimed },
      })),
    ),
  );
  return names.flatMap((name) =>
    combined.map(({ what, spec }): TriedManifest => ({
      what: `named ${name} ${what}`,
      object: { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec },
    })),
  );
}

/** Hand-written addresses behind a Service. */
export function endpointManifests({ namespace }: OwnService, name: string, address: string): readonly TriedManifest[] {
  const metadata = { name, namespace };
  const slice: LiveObject = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: 9000 }],
  };
  const endpoints: LiveObject = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata,
    subsets: [{ addresses: [{ ip: address }], ports: [{ port: 9000 }] }],
  };
  return [slice, endpoints].map((object) => ({ what: `that leads to ${address}`, object }));
}
