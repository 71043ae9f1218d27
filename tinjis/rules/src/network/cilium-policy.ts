import type { Labels } from '../label-selector.ts';
import type { KubernetesObject } from '../objects/located.ts';
import { type Defect, schemaCheck } from '../objects/schema.ts';
import { asDecoded } from './stored.ts';

/**
 * `cilium.io/v2` CiliumNetworkPolicy, in the one form whose meaning is known here: pods of one name look names up at
 * the cluster's DNS, and send to hosts by name. It adds to NetworkPolicies as they add to each other: the pods that it
 * selects are closed but for what some policy opens.
 *
 * A file may hold anything: {@link readCiliumPolicy} reads it.
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
export interface CiliumNetworkPolicy extends KubernetesObject {
  readonly spec: {
    readonly endpointSelector: { readonly matchLabels: Labels };
    /** The first rule is about DNS. */
    readonly egress: readonly [object, ...HostRule[]];
  };
}

/** Hosts by name, and the ports on which they are reached. */
export interface HostRule {
  readonly toFQDNs: readonly { readonly matchName: string }[];
  readonly toPorts: readonly { readonly ports: readonly { readonly port: string; readonly protocol: 'TCP' }[] }[];
}

const check = schemaCheck('CiliumNetworkPolicy');

/** A policy of the known form, or the first thing in it whose meaning is not known here. */
export function readCiliumPolicy(
  document: unknown,
): { readonly policy: CiliumNetworkPolicy } | { readonly defect: Defect } {
  const policy = asDecoded(document);
  const defect = check(policy);
  return defect ? { defect } : { policy: policy as CiliumNetworkPolicy };
}
