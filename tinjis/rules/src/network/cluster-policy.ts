import { type LabelSelector, labelSelectorSchema } from '../label-selector.ts';
import type { KubernetesObject } from '../objects/located.ts';
import { type Defect, schemaCheck } from '../objects/schema.ts';
import { isCidr } from './ip-address.ts';
import type { Protocol } from './policy.ts';
import { metadataSchema, withoutNulls } from './stored.ts';

/**
 * A policy for the whole cluster, of `policy.networking.k8s.io`: AdminNetworkPolicy and BaselineAdminNetworkPolicy of
 * `v1alpha1`, or their successor ClusterNetworkPolicy of `v1alpha2`. Its rules are asked in their order, and the first
 * that holds decides.
 *
 * The types describe objects that an API server stores. A file may hold anything: {@link readClusterPolicy} reads it.
 * @see https://network-policy-api.sigs.k8s.io/
 */
export interface ClusterPolicy extends KubernetesObject {
  readonly spec: ClusterPolicySpec;
}

export interface ClusterPolicySpec {
  /** ClusterNetworkPolicy alone; the others are of one tier each. */
  readonly tier?: 'Admin' | 'Baseline';
  /** The lower the number, the earlier the policy is asked. */
  readonly priority?: number;
  readonly subject: ClusterPeer;
  readonly ingress?: readonly ClusterRule[];
  readonly egress?: readonly ClusterRule[];
}

export interface ClusterRule {
  readonly action: 'Allow' | 'Accept' | 'Deny' | 'Pass';
  readonly from?: readonly ClusterPeer[];
  readonly to?: readonly ClusterPeer[];
  readonly ports?: readonly ClusterPort[];
  readonly protocols?: readonly ClusterProtocol[];
}

/** One field of these. */
export interface ClusterPeer {
  readonly namespaces?: LabelSelector;
  readonly pods?: { readonly namespaceSelector?: LabelSelector; readonly podSelector: LabelSelector };
  readonly networks?: readonly string[];
  readonly nodes?: LabelSelector;
  readonly domainNames?: readonly string[];
}

/** One field of these. */
export interface ClusterPort {
  readonly portNumber?: { readonly protocol?: Protocol; readonly port: number };
  readonly portRange?: { readonly protocol?: Protocol; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

/** One field of these. */
export type ClusterProtocol = Readonly<
  Partial<Record<'tcp' | 'udp' | 'sctp', { readonly destinationPort: Numbers }>>
> & {
  readonly destinationNamedPort?: string;
};

interface Numbers {
  readonly number?: number;
  readonly range?: { readonly start: number; readonly end: number };
}

type Fields = Readonly<Record<string, object>>;

const closed = (properties: Fields, more: object = {}): object => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
const oneOf = (properties: Fields): object => closed(properties, { minProperties: 1, maxProperties: 1 });
const list = (items: object, most: number): object => ({ type: 'array', minItems: 1, maxItems: most, items });

const selector = { $ref: labelSelectorSchema.$id };
const number = { type: 'integer', minimum: 1, maximum: 65535 };
const protocol = { enum: ['TCP', 'UDP', 'SCTP'] };
// v1alpha1 only says that a range must not end before it starts; no two engines need agree on one that does.
const range = { start: number, end: { ...number, minimum: { $data: '1/start' } } };
const portName = { type: 'string', minLength: 1 };

const ports = oneOf({
  portNumber: closed({ protocol, port: number }, { required: ['port'] }),
  portRange: closed({ protocol, ...range }, { required: ['start', 'end'] }),
  namedPort: portName,
});
const destinationPort = oneOf({ number, range: closed(range, { required: ['start', 'end'] }) });
const transport = closed({ destinationPort }, { required: ['destinationPort'] });
const protocols = oneOf({ tcp: transport, udp: transport, sctp: transport, destinationNamedPort: portName });

interface Version {
  readonly kind: string;
  readonly version: string;
  readonly actions: readonly string[];
  /** The most rules, peers and ports that a list may have. */
  readonly most: number;
  readonly spec: Fields;
  readonly metadata?: object;
}

function checkOf({ kind, version, actions, most, spec, metadata = metadataSchema }: Version) {
  const pods = closed(
    { namespaceSelector: selector, podSelector: selector },
    { required: version === 'v1alpha1' ? ['namespaceSelector', 'podSelector'] : ['podSelector'] },
  );
  const subject = { namespaces: selector, pods };
  const networks = list({ type: 'string', format: 'cidr' }, 25);
  const outside = { nodes: selector, networks, domainNames: list({ type: 'string' }, 25) };
  const filter = version === 'v1alpha1' ? { ports: list(ports, most) } : { protocols: list(protocols, most) };
  const rules = (field: 'from' | 'to', peer: Fields): object => ({
    type: 'array',
    maxItems: most,
    items: closed(
      {
        name: { type: 'string', maxLength: 100 },
        action: { enum: actions },
        [field]: list(oneOf(peer), most),
        ...filter,
      },
      { required: ['action', field] },
    ),
  });
  const fields = {
    ...spec,
    subject: oneOf(subject),
    ingress: rules('from', subject),
    egress: rules('to', { ...subject, ...outside }),
  };
  return schemaCheck(
    closed(
      {
        apiVersion: { const: `policy.networking.k8s.io/${version}` },
        kind: { const: kind },
        metadata,
        spec: closed(fields, { required: ['subject', ...Object.keys(spec)] }),
        status: { type: 'object' },
      },
      { required: ['apiVersion', 'kind', 'metadata', 'spec'] },
    ),
    [],
    { cidr: isCidr },
  );
}

const priority = { type: 'integer', minimum: 0, maximum: 1000 };

const checks: Readonly<Record<string, ReturnType<typeof checkOf>>> = {
  AdminNetworkPolicy: checkOf({
    kind: 'AdminNetworkPolicy',
    version: 'v1alpha1',
    actions: ['Allow', 'Deny', 'Pass'],
    most: 100,
    spec: { priority },
  }),
  BaselineAdminNetworkPolicy: checkOf({
    kind: 'BaselineAdminNetworkPolicy',
    version: 'v1alpha1',
    actions: ['Allow', 'Deny'],
    most: 100,
    spec: {},
    // There is one in a cluster.
    metadata: { type: 'object', required: ['name'], properties: { name: { const: 'default' } } },
  }),
  ClusterNetworkPolicy: checkOf({
    kind: 'ClusterNetworkPolicy',
    version: 'v1alpha2',
    actions: ['Accept', 'Deny', 'Pass'],
    most: 25,
    spec: { priority, tier: { enum: ['Admin', 'Baseline'] } },
  }),
};

/** The kinds that are read here. All are of the group `policy.networking.k8s.io` and belong to no namespace. */
export const clusterPolicyKinds: readonly string[] = Object.keys(checks);

/**
 * A policy as an API server stores it, or the first fault for which its definition (CRD) or an engine refuses it. The
 * definitions leave label keys and protocols to the engines; here they must be what Kubernetes knows.
 */
export function readClusterPolicy(
  document: unknown,
  kind: string,
): { readonly policy: ClusterPolicy } | { readonly defect: Defect } {
  const policy = withoutNulls(document) as ClusterPolicy;
  const check = Object.hasOwn(checks, kind) ? checks[kind] : undefined;
  if (!check) return { defect: { path: ['kind'], rule: `must be one of ${clusterPolicyKinds.join(', ')}` } };
  const defect = check(policy);
  return defect ? { defect } : { policy };
}
