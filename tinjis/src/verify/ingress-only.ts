import type { NetworkPolicy } from '../decide/network/policy.ts';
import type { Resource } from '../model/located.ts';
import type { Objects } from '../model/objects.ts';

type Net = { readonly policies: readonly Resource<NetworkPolicy>[] };

const known = new WeakMap<Objects, Map<string, Net>>();

/**
 * The policies of a namespace with their ingress alone: what a receiver lets in must hold by itself, whatever the sender's
 * namespace says. A policy that does not say its types is about ingress in any case.
 */
export function ingressOnly(governance: Objects, namespace: string): Net {
  let nets = known.get(governance);
  if (!nets) known.set(governance, (nets = new Map<string, Net>()));
  let net = nets.get(namespace);
  if (!net) {
    const policies = governance.inNamespace<NetworkPolicy>('networking.k8s.io/NetworkPolicy', namespace);
    nets.set(namespace, (net = { policies: policies.flatMap(withoutEgress) }));
  }
  return net;
}

function withoutEgress({ object, at }: Resource<NetworkPolicy>): Resource<NetworkPolicy>[] {
  const { podSelector, ingress, policyTypes = ['Ingress'] } = object.spec;
  const spec = { podSelector, policyTypes: ['Ingress'] as const, ...(ingress && { ingress }) };
  return policyTypes.includes('Ingress') ? [{ object: { ...object, spec }, at }] : [];
}
