import type { IngressRule, NetworkPolicy, NetworkPolicySpec, PolicyPort } from '@tinjis/rules/network/policy';
import type { Resource } from '@tinjis/rules/objects/located';
import type { Objects } from '@tinjis/rules/objects/objects';
import { memoized, memoizedText } from '@tinjis/rules/memo';
import { placeIn } from '@tinjis/rules/network/ip-address';

/** Policies, in the form the network evaluator takes. */
export interface Policies {
  readonly policies: readonly Resource<NetworkPolicy>[];
}

/**
 * The policies of one namespace, one direction at a time: each side of a connection must hold by itself, whatever the
 * other says.
 */
export interface PoliciesByDirection {
  readonly ingress: Policies;
  readonly egress: Policies;
  /**
   * Egress turned around: receivers stand in the place of callers, so the evaluator tells receivers apart as it does
   * callers.
   */
  readonly receivers: Policies;
}

const byNamespace = memoized<Objects, Map<string, PoliciesByDirection>>(() => new Map());

/** Made once for each namespace: evaluators remember results by these objects. */
export function byDirection(governance: Objects, namespace: string): PoliciesByDirection {
  return byNamespace(governance).getOrInsertComputed(namespace, () =>
    split(governance.inNamespace<NetworkPolicy>('networking.k8s.io/NetworkPolicy', namespace)),
  );
}

function split(policies: readonly Resource<NetworkPolicy>[]): PoliciesByDirection {
  const about = (
    type: 'Ingress' | 'Egress',
    change: (spec: NetworkPolicySpec) => Partial<NetworkPolicySpec>,
  ): Policies => ({
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

/** A file may hold anything; the evaluator takes no policy without a spec. */
function specOf(policy: { readonly spec?: NetworkPolicySpec | null }): NetworkPolicySpec {
  return policy.spec ?? ({} as NetworkPolicySpec);
}

/**
 * Filled in as Kubernetes does: a policy without types is about ingress, and also about egress if it has rules for it.
 */
function typesOf({ policyTypes, egress }: NetworkPolicySpec): readonly string[] {
  if (policyTypes?.length) return policyTypes;
  return egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Anything that is no list of rules stays as it is; the evaluator says what is wrong with it. */
function turned(egress: NonNullable<NetworkPolicySpec['egress']>): readonly IngressRule[] {
  if (!Array.isArray(egress)) return egress;
  return egress.map(({ to, ports }: (typeof egress)[number]) => ({ ...(to && { from: to }), ...(ports && { ports }) }));
}

/**
 * Ports that nobody names stay closed too. The first and the last stand for all of them, since a rule can reach them
 * only by a range.
 */
const unnamed = [1, 65_535];

/**
 * The ports to ask about in order to decide every port: each intended port, each port that a rule of either direction
 * names as a number or as the end of a range, the port after it, and two ports that nobody names.
 */
export function portsToAsk({ policies }: Policies, meant: readonly number[]): readonly number[] {
  const lists = policies.flatMap(({ object: { spec } }) => [spec.ingress, spec.egress]);
  const rules = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  const named = rules
    .flatMap(({ ports }: { readonly ports?: readonly PolicyPort[] }) => ports ?? [])
    .flatMap(({ port, endPort }) => [port, endPort])
    .filter((port) => typeof port === 'number');
  return [...new Set([...meant, ...named, ...named.map((port) => port + 1), ...unnamed])].filter(
    (port) => port <= 65_535,
  );
}

/** Whether an address lies in a CIDR range. */
export function isInRange(address: string, cidr: string): boolean {
  return rangeOf(cidr)(address) === 'inside';
}

// Each range holds an object outside the heap, and the garbage collector is slow to release it.
const rangeOf = memoizedText((cidr) => placeIn({ cidr }));
