import type { Defect } from '../objects/schema.ts';
import { fieldAt } from '../objects/fields.ts';
import type { At, FieldPath, Resource } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';
import { type CiliumNetworkPolicy, type HostRule, readCiliumPolicy } from './cilium-policy.ts';
import { placeIn, type BlockPosition } from './ip-address.ts';
import {
  type Direction,
  type IpBlock,
  type NetworkPolicy,
  type NetworkPolicySpec,
  type PolicyPeer,
  type PolicyPort,
  readNetworkPolicy,
} from './policy.ts';
import { anyNamespace, identityOf } from './stored.ts';
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

export type CompiledPeer = PodsPeer | BlockPeer | HostPeer | UndecidedPeer;

/** Pods that `podSelector` selects, in one namespace by its name or in all that a selector selects. */
export interface PodsPeer {
  readonly kind: 'pods';
  readonly path: FieldPath;
  readonly namespaces: string | LabelSelector;
  readonly podSelector: LabelSelector;
}

/** A host outside the pod network by its name. */
export interface HostPeer {
  readonly kind: 'host';
  readonly path: FieldPath;
  readonly host: string;
}

/** Nodes by their labels, or addresses by domain names: no file says which addresses these are. */
export interface UndecidedPeer {
  readonly kind: 'nodes' | 'names';
  readonly path: FieldPath;
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

function prepare(policy: Resource<NetworkPolicy | CiliumNetworkPolicy>): CompiledNetworkPolicy {
  const { name, namespace } = identityOf(policy.object);
  const identity = { name, namespace, at: (path?: FieldPath) => policy.at(path) };
  if (fieldAt(policy.object, ['kind']) === 'CiliumNetworkPolicy') return { ...identity, ...ciliumRules(policy.object) };
  const read = readNetworkPolicy(policy.object);
  if ('defect' in read) return { ...identity, podSelector: {}, rules: {}, defect: read.defect };
  const { spec } = read;
  const directions = directionsOf(spec);
  const rule = (
    direction: Direction,
    index: number,
    peers: readonly PolicyPeer[] = [],
    ports?: readonly PolicyPort[],
  ) => ruleOf(['spec', direction, index], direction === 'ingress' ? 'from' : 'to', namespace, peers, ports);
  return {
    ...identity,
    podSelector: spec.podSelector ?? {},
    rules: {
      ...(directions.has('ingress') && {
        ingress: (spec.ingress ?? []).map(({ from, ports }, index) => rule('ingress', index, from, ports)),
      }),
      ...(directions.has('egress') && {
        egress: (spec.egress ?? []).map(({ to, ports }, index) => rule('egress', index, to, ports)),
      }),
    },
  };
}

/** A policy about host names isolates the pods that it selects in what they send, as every policy with such rules. */
function ciliumRules(document: unknown): Pick<CompiledNetworkPolicy, 'podSelector' | 'rules' | 'defect'> {
  const read = readCiliumPolicy(document);
  if ('defect' in read) return { podSelector: {}, rules: {}, defect: read.defect };
  const { endpointSelector, egress } = read.policy.spec;
  const [, ...hostRules] = egress;
  const path = ['spec', 'egress'];
  const hosts = hostRules.map((rule, index) => hostRuleOf([...path, index + 1], rule));
  return { podSelector: endpointSelector, rules: { egress: [dnsRuleOf([...path, 0]), ...hosts] } };
}

/** The known form says where names are looked up. */
function dnsRuleOf(path: FieldPath): CompiledRule {
  const podSelector = { matchLabels: { 'k8s-app': 'kube-dns' } };
  const pods: PodsPeer = { kind: 'pods', path: [...path, 'toEndpoints', 0], namespaces: 'kube-system', podSelector };
  return { path, peers: [pods], ports: anyProtocol.map((protocol) => ({ protocol, port: 53 })) };
}

const anyProtocol = ['TCP', 'UDP', 'SCTP'] as const;

function hostRuleOf(path: FieldPath, { toFQDNs, toPorts }: HostRule): CompiledRule {
  return {
    path,
    peers: toFQDNs.map(({ matchName }, index) => ({
      kind: 'host',
      path: [...path, 'toFQDNs', index],
      host: matchName,
    })),
    ports: toPorts.flatMap(({ ports }) => ports.map(({ port, protocol }) => ({ protocol, port: Number(port) }))),
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
  namespace: string,
  peers: readonly PolicyPeer[],
  ports: readonly PolicyPort[] = [],
): CompiledRule {
  return { path, ports, peers: peers.map((peer, index) => peerOf([...path, field, index], namespace, peer)) };
}

function peerOf(
  path: FieldPath,
  namespace: string,
  { ipBlock, namespaceSelector, podSelector = {} }: PolicyPeer,
): CompiledPeer {
  return ipBlock
    ? blockPeer(path, ipBlock)
    : { kind: 'pods', path, namespaces: namespaceSelector ?? namespace, podSelector };
}

export function blockPeer(path: FieldPath, block: IpBlock): BlockPeer {
  return { kind: 'block', path, block, place: placeIn(block) };
}

/** Policies by their namespace. Read it with {@link policiesIn}. */
export type PolicyIndex = ReadonlyMap<string, readonly CompiledNetworkPolicy[]>;

/**
 * The policies by their namespace, since a policy selects only pods in its own namespace. Made once for each array: to
 * profit, ask all questions with the same array, and do not change it.
 */
export const indexByNamespace = memoized(
  (policies: readonly Resource<NetworkPolicy | CiliumNetworkPolicy>[]): PolicyIndex => {
    const groups = Map.groupBy(policies.map(compile), ({ namespace }) => namespace);
    const anywhere = groups.get(anyNamespace) ?? [];
    return new Map(
      [...groups].map(([namespace, own]) => [namespace, namespace === anyNamespace ? own : [...anywhere, ...own]]),
    );
  },
);

const none: readonly CompiledNetworkPolicy[] = [];

/** The policies of a namespace, and those whose namespace nobody can read. */
export function policiesIn(index: PolicyIndex, namespace: string): readonly CompiledNetworkPolicy[] {
  return index.get(namespace) ?? index.get(anyNamespace) ?? none;
}
