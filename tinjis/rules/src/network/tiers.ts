import type { LabelSelector } from '../label-selector.ts';
import { memoized } from '../memo.ts';
import { fieldAt } from '../objects/fields.ts';
import type { At, FieldPath, Resource } from '../objects/located.ts';
import type { Defect } from '../objects/schema.ts';
import {
  type ClusterPeer,
  type ClusterPolicy,
  type ClusterPort,
  type ClusterProtocol,
  type ClusterRule,
  readClusterPolicy,
} from './cluster-policy.ts';
import { blockPeer, type CompiledPeer, type CompiledRule, type PodsPeer } from './compile.ts';
import type { Direction, PolicyPort, Protocol } from './policy.ts';
import { identityOf } from './stored.ts';

/** What a rule does with a connection: `pass` leaves it to the tiers below. */
export type Action = 'allow' | 'deny' | 'pass';

export interface TierRule extends CompiledRule {
  readonly action: Action;
}

/** A cluster's policy prepared for many questions. */
export interface TierPolicy {
  readonly kind: string;
  readonly name: string;
  readonly priority: number;
  readonly subject: PodsPeer;
  readonly rules: Readonly<Record<Direction, readonly TierRule[]>>;
  at(path?: FieldPath): At;
}

/** Policies of one tier: groups of equal priority, in the order in which they are asked. */
export type Tier = readonly (readonly TierPolicy[])[];

export interface Tiers {
  /** Asked before every NetworkPolicy. */
  readonly admin: Tier;
  /** Asked for pods that no NetworkPolicy isolates. */
  readonly baseline: Tier;
  readonly defects: readonly DefectivePolicy[];
}

export interface DefectivePolicy {
  readonly kind: string;
  readonly name: string;
  readonly defect: Defect;
  at(path?: FieldPath): At;
}

const none: readonly Resource<ClusterPolicy>[] = [];

/** Prepares the policies of a cluster, once for each array: to profit, keep the array and do not change it. */
export function tiersOf(policies: readonly Resource<ClusterPolicy>[] = none): Tiers {
  return prepared(policies);
}

const prepared = memoized((policies: readonly Resource<ClusterPolicy>[]): Tiers => {
  const read = policies.map((resource) => prepare(resource));
  const inOrder = read.flatMap((each) => ('defect' in each ? [] : [each]));
  const tier = (baseline: boolean): Tier =>
    [
      ...Map.groupBy(
        inOrder.filter((each) => each.baseline === baseline),
        ({ priority }) => priority,
      ),
    ]
      .sort(([left], [right]) => left - right)
      .map(([, group]) => group);
  const defects = read.flatMap((each) => ('defect' in each ? [each] : []));
  return { admin: tier(false), baseline: tier(true), defects: [...defects, ...mixed(inOrder)] };
});

type Prepared = TierPolicy & { readonly baseline: boolean };

/** An engine knows one version of the API. If policies of both are there, nobody says which are asked first. */
function mixed(policies: readonly Prepared[]): readonly DefectivePolicy[] {
  const [old, successor] = [false, true].map((is) =>
    policies.find(({ kind }) => (kind === 'ClusterNetworkPolicy') === is),
  );
  if (!old || !successor) return [];
  const rule = `must not stand beside a policy of the earlier version (${old.kind} ${old.name}): their order is open`;
  return [{ kind: successor.kind, name: successor.name, at: successor.at, defect: { path: ['apiVersion'], rule } }];
}

function prepare(resource: Resource<ClusterPolicy>): Prepared | DefectivePolicy {
  const kind = String(fieldAt(resource.object, ['kind']));
  const identity = { kind, name: identityOf(resource.object).name, at: (path?: FieldPath) => resource.at(path) };
  const read = readClusterPolicy(resource.object, kind);
  if ('defect' in read) return { ...identity, defect: read.defect };
  const { spec } = read.policy;
  const defect = namedPortDefect(spec.egress ?? []);
  if (defect) return { ...identity, defect };
  const rules = (direction: Direction): readonly TierRule[] =>
    (spec[direction] ?? []).map((rule, index) =>
      ruleOf(['spec', direction, index], rule, direction === 'ingress' ? 'from' : 'to'),
    );
  return {
    ...identity,
    baseline: kind === 'BaselineAdminNetworkPolicy' || spec.tier === 'Baseline',
    priority: spec.priority ?? 0,
    subject: podsPeer(['spec', 'subject'], spec.subject),
    rules: { ingress: rules('ingress'), egress: rules('egress') },
  };
}

/** Only pods name ports. */
function namedPortDefect(egress: readonly ClusterRule[]): Defect | undefined {
  const index = egress.findIndex(
    ({ to = [], ports = [], protocols = [] }) =>
      to.some(({ namespaces, pods }) => !namespaces && !pods) &&
      (ports.some(({ namedPort }) => namedPort) || protocols.some((each) => each.destinationNamedPort)),
  );
  if (index < 0) return undefined;
  return { path: ['spec', 'egress', index], rule: 'must not name a port beside networks, nodes or domainNames' };
}

const actions = { Allow: 'allow', Accept: 'allow', Deny: 'deny', Pass: 'pass' } as const;

function ruleOf(path: FieldPath, rule: ClusterRule, field: 'from' | 'to'): TierRule {
  const { action, ports = [], protocols = [] } = rule;
  return {
    path,
    action: actions[action],
    peers: (rule[field] as readonly ClusterPeer[]).flatMap((peer, index) => peersOf([...path, field, index], peer)),
    ports: [...ports.flatMap(portsOf), ...protocols.flatMap(protocolPorts)],
  };
}

function podsPeer(path: FieldPath, { namespaces, pods }: ClusterPeer): PodsPeer {
  const all: LabelSelector = {};
  return {
    kind: 'pods',
    path,
    namespaces: namespaces ?? pods?.namespaceSelector ?? all,
    podSelector: pods?.podSelector ?? all,
  };
}

function peersOf(path: FieldPath, peer: ClusterPeer): readonly CompiledPeer[] {
  if (peer.networks) return peer.networks.map((cidr, index) => blockPeer([...path, 'networks', index], { cidr }));
  if (peer.nodes || peer.domainNames) return [{ kind: peer.nodes ? 'nodes' : 'names', path }];
  return [podsPeer(path, peer)];
}

const protocolsKnown: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** A name stands for a port of any protocol. */
const named = (port: string): readonly PolicyPort[] => protocolsKnown.map((protocol) => ({ protocol, port }));

function portsOf({ portNumber, portRange, namedPort }: ClusterPort): readonly PolicyPort[] {
  if (namedPort !== undefined) return named(namedPort);
  if (portNumber) return [{ protocol: portNumber.protocol ?? 'TCP', port: portNumber.port }];
  const { protocol = 'TCP', start, end } = portRange as NonNullable<ClusterPort['portRange']>;
  return [{ protocol, port: start, endPort: end }];
}

function protocolPorts({ destinationNamedPort, ...transports }: ClusterProtocol): readonly PolicyPort[] {
  if (destinationNamedPort !== undefined) return named(destinationNamedPort);
  return Object.entries(transports).map(([name, { destinationPort }]) => {
    const protocol = name.toUpperCase() as Protocol;
    const { number, range } = destinationPort;
    return range ? { protocol, port: range.start, endPort: range.end } : { protocol, port: number as number };
  });
}
