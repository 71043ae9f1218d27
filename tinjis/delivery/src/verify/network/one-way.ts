import type { IngressRule, NetworkPolicy, NetworkPolicySpec } from '@tinjis/rules/network/policy';
import type { Resource } from '@tinjis/rules/objects/located';
import type { Objects } from '@tinjis/rules/objects/objects';

/** Policies, as the network evaluator takes them. */
export interface Net {
  readonly policies: readonly Resource<NetworkPolicy>[];
}

/**
 * The policies of one namespace, a direction at a time: each side of a connection must hold by itself, whatever the
 * other says.
 */
export interface OneWay {
  readonly ingress: Net;
  readonly egress: Net;
  /**
   * Egress turned around: who may be sent to stands where callers stand, so that receivers are told apart as callers
   * are.
   */
  readonly receivers: Net;
}

const known = new WeakMap<Objects, Map<string, OneWay>>();

/** Made once for each namespace: evaluators remember by these objects. */
export function oneWay(governance: Objects, namespace: string): OneWay {
  let nets = known.get(governance);
  if (!nets) known.set(governance, (nets = new Map<string, OneWay>()));
  let net = nets.get(namespace);
  if (!net) {
    const policies = governance.inNamespace<NetworkPolicy>('networking.k8s.io/NetworkPolicy', namespace);
    nets.set(namespace, (net = split(policies)));
  }
  return net;
}

function split(policies: readonly Resource<NetworkPolicy>[]): OneWay {
  const about = (type: 'Ingress' | 'Egress', change: (spec: NetworkPolicySpec) => Partial<NetworkPolicySpec>): Net => ({
    policies: policies
      .filter(({ object }) => typesOf(specOf(object)).includes(type))
      .map(({ object, at }) => {
        const spec = specOf(object);
        return { object: { ...object, spec: { podSelector: spec.podSelector, ...change(spec) } }, at };
      }),
  });
  return {
    ingress: about('Ingress', ({ ingress }) => ({ policyTypes: ['Ingress'], ...(ingress && { ingress }) })),
    egress: about('Egress', ({ egress }) => ({ policyTypes: ['Egress'], ...(egress && { egress }) })),
    receivers: about('Egress', ({ egress }) => ({
      policyTypes: ['Ingress'],
      ...(egress && { ingress: turned(egress) }),
    })),
  };
}

/** A file may hold anything; a policy without a spec is none that the evaluator takes. */
function specOf(policy: { readonly spec?: NetworkPolicySpec | null }): NetworkPolicySpec {
  return policy.spec ?? ({} as NetworkPolicySpec);
}

/**
 * As Kubernetes fills them in: a policy that does not say its types is about ingress, and about egress if it has rules
 * for it.
 */
function typesOf({ policyTypes, egress }: NetworkPolicySpec): readonly string[] {
  if (policyTypes?.length) return policyTypes;
  return egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** What is no list of rules is left as it is: the evaluator says what is wrong with it. */
function turned(egress: NonNullable<NetworkPolicySpec['egress']>): readonly IngressRule[] {
  if (!Array.isArray(egress)) return egress;
  return egress.map(({ to, ports }: (typeof egress)[number]) => ({ ...(to && { from: to }), ...(ports && { ports }) }));
}
