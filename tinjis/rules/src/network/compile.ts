import type { Defect } from '../objects/schema.ts';
import type { At, FieldPath, Resource } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';
import { placeIn, type BlockPosition } from './ip-address.ts';
import {
  type Direction,
  type IpBlock,
  type NetworkPolicy,
  type NetworkPolicySpec,
  type PolicyPeer,
  type PolicyPort,
  networkPolicyDefect,
} from './policy.ts';
import { memoized } from '../memo.ts';

/** A policy prepared for many questions: it has its defaults and parsed addresses, and every rule knows its place. */
export interface CompiledNetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  /** Rules for each direction in which the policy isolates the pods it selects. */
  readonly rules: Readonly<Partial<Record<Direction, readonly CompiledRule[]>>>;
  readonly defect?: Defect;
  at(path?: FieldPath): At;
}

export interface CompiledRule {
  readonly path: FieldPath;
  /** Empty: every peer. */
  readonly peers: readonly CompiledPeer[];
  /** Empty: every port. */
  readonly ports: readonly PolicyPort[];
}

export type CompiledPeer = PodsPeer | BlockPeer;

/**
 * Pods that `podSelector` selects in namespaces that `namespaceSelector` selects; without a namespaceSelector, in the
 * policy's own namespace.
 */
export interface PodsPeer {
  readonly kind: 'pods';
  readonly path: FieldPath;
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector: LabelSelector;
}

export interface BlockPeer {
  readonly kind: 'block';
  readonly path: FieldPath;
  readonly block: IpBlock;
  place(address: string): BlockPosition;
}

/**
 * Prepares `policy`, once for each resource. Never fails: `defect` holds the reason why the API server would refuse it.
 */
export const compile = memoized(prepare);

function prepare(policy: Resource<NetworkPolicy>): CompiledNetworkPolicy {
  const { metadata, spec } = policy.object;
  const identity = {
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    at: (path?: FieldPath) => policy.at(path),
  };
  const defect = networkPolicyDefect(policy.object);
  if (defect) return { ...identity, podSelector: {}, rules: {}, defect };
  const directions = directionsOf(spec);
  return {
    ...identity,
    podSelector: spec.podSelector,
    rules: {
      ...(directions.has('ingress') && {
        ingress: (spec.ingress ?? []).map(({ from, ports }, i) => ruleOf(['spec', 'ingress', i], 'from', from, ports)),
      }),
      ...(directions.has('egress') && {
        egress: (spec.egress ?? []).map(({ to, ports }, i) => ruleOf(['spec', 'egress', i], 'to', to, ports)),
      }),
    },
  };
}

/** `SetDefaults_NetworkPolicy`: without types a policy isolates ingress, and egress too if it has a rule for it. */
function directionsOf({ policyTypes = [], egress = [] }: NetworkPolicySpec): ReadonlySet<Direction> {
  if (policyTypes.length > 0) return new Set(policyTypes.map((type) => (type === 'Ingress' ? 'ingress' : 'egress')));
  return new Set(egress.length > 0 ? ['ingress', 'egress'] : ['ingress']);
}

function ruleOf(
  path: FieldPath,
  field: 'from' | 'to',
  peers: readonly PolicyPeer[] = [],
  ports: readonly PolicyPort[] = [],
): CompiledRule {
  return { path, ports, peers: peers.map((peer, i) => peerOf([...path, field, i], peer)) };
}

function peerOf(path: FieldPath, { ipBlock, namespaceSelector, podSelector = {} }: PolicyPeer): CompiledPeer {
  if (ipBlock) return { kind: 'block', path, block: ipBlock, place: placeIn(ipBlock) };
  return { kind: 'pods', path, podSelector, ...(namespaceSelector && { namespaceSelector }) };
}

export type PolicyIndex = ReadonlyMap<string, readonly CompiledNetworkPolicy[]>;

/**
 * The policies by their namespace, since a policy selects only pods in its own namespace. Made once for each array: to
 * profit, ask all questions with the same array, and do not change it.
 */
export const indexByNamespace = memoized((policies: readonly Resource<NetworkPolicy>[]): PolicyIndex =>
  Map.groupBy(policies.map(compile), ({ namespace }) => namespace),
);
