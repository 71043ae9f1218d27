import type { KubernetesObject } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';
import { type Defect, schemaCheck } from '../objects/schema.ts';
import { isCidr, isStrictlyInside } from './ip-address.ts';
import { asDecoded } from './stored.ts';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'ingress' | 'egress';

/**
 * `networking.k8s.io/v1` NetworkPolicy. Policies only ever add: no rule says no.
 *
 * The types describe objects that an API server stores. A file may hold anything: {@link readNetworkPolicy} reads it.
 */
export interface NetworkPolicy extends KubernetesObject {
  readonly spec: NetworkPolicySpec;
}

export interface NetworkPolicySpec {
  /** Left out: every pod of the namespace. */
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly IngressRule[];
  readonly egress?: readonly EgressRule[];
}

export interface IngressRule {
  readonly from?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface EgressRule {
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface PolicyPeer {
  readonly namespaceSelector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly ipBlock?: IpBlock;
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

export interface PolicyPort {
  readonly protocol?: Protocol;
  readonly port?: number | string;
  readonly endPort?: number;
}

const check = schemaCheck('NetworkPolicy', { cidr: isCidr });

/**
 * A policy as an API server stores it, or the first fault for which the API server refuses it. A refused policy
 * restricts nothing and allows nothing. Follows `ValidateNetworkPolicy` of
 * `k8s.io/kubernetes/pkg/apis/networking/validation`, as of 1.36, and refuses fields that the API does not have, as
 * `kubectl apply` and Argo CD do.
 */
export function readNetworkPolicy(
  document: unknown,
): { readonly spec: NetworkPolicySpec } | { readonly defect: Defect } {
  const policy = asDecoded(document);
  const defect = check(policy) ?? exceptDefect((policy as NetworkPolicy).spec ?? {});
  return defect ? { defect } : { spec: (policy as NetworkPolicy).spec ?? {} };
}

/** An exception lies inside its block and is smaller. */
function exceptDefect({ ingress = [], egress = [] }: NetworkPolicySpec): Defect | undefined {
  const lists = [
    ...ingress.map(({ from = [] }, index) => ({ path: ['spec', 'ingress', index, 'from'], list: from })),
    ...egress.map(({ to = [] }, index) => ({ path: ['spec', 'egress', index, 'to'], list: to })),
  ];
  for (const { path, list } of lists) {
    for (const [index, { ipBlock }] of list.entries()) {
      const wrong = (ipBlock?.except ?? []).findIndex((range) => !isStrictlyInside(range, (ipBlock as IpBlock).cidr));
      if (wrong >= 0) {
        return { path: [...path, index, 'ipBlock', 'except', wrong], rule: 'must be a strict subset of `cidr`' };
      }
    }
  }
  return undefined;
}
