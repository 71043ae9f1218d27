import type { LabelSelector } from '../label-selector.ts';
import { clusterPolicyKinds } from '../objects/kinds.ts';
import type { KubernetesObject } from '../objects/located.ts';
import { type Defect, schemaCheck } from '../objects/schema.ts';
import { isCidr } from './ip-address.ts';
import type { Protocol } from './policy.ts';
import { asDecoded } from './stored.ts';

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

const checks = {
  AdminNetworkPolicy: schemaCheck('AdminNetworkPolicy', { cidr: isCidr }),
  BaselineAdminNetworkPolicy: schemaCheck('BaselineAdminNetworkPolicy', { cidr: isCidr }),
  ClusterNetworkPolicy: schemaCheck('ClusterNetworkPolicy', { cidr: isCidr }),
} as const satisfies Readonly<Record<(typeof clusterPolicyKinds)[number], unknown>>;

/**
 * A policy as an API server stores it, or the first fault for which its definition (CRD) or an engine refuses it. The
 * definitions leave label keys and protocols to the engines; here they must be what Kubernetes knows.
 */
export function readClusterPolicy(
  document: unknown,
  kind: string,
): { readonly policy: ClusterPolicy } | { readonly defect: Defect } {
  const policy = asDecoded(document) as ClusterPolicy;
  const known = clusterPolicyKinds.find((each) => each === kind);
  if (!known) return { defect: { path: ['kind'], rule: `must be one of ${clusterPolicyKinds.join(', ')}` } };
  const defect = checks[known](policy);
  return defect ? { defect } : { policy };
}
