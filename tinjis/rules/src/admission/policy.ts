import type { KubernetesObject } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicy. Without a binding it does nothing. */
export interface ValidatingAdmissionPolicy extends KubernetesObject {
  readonly spec: {
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly paramKind?: unknown;
    readonly matchConstraints: MatchResources;
    readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations?: readonly Validation[];
    readonly auditAnnotations?: readonly unknown[];
  };
}

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
}

/**
 * `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicyBinding: where a policy holds, and what a breach leads to.
 */
export interface ValidatingAdmissionPolicyBinding extends KubernetesObject {
  readonly spec: {
    readonly policyName: string;
    readonly validationActions: readonly ('Deny' | 'Warn' | 'Audit')[];
    readonly matchResources?: MatchResources;
  };
}

/**
 * Which requests are meant. An absent list of rules means every request here, and none in `matchConstraints`, which
 * needs one.
 */
export interface MatchResources {
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
}

export interface ResourceRule {
  readonly operations: readonly (Operation | '*')[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: 'Cluster' | 'Namespaced' | '*';
}

export type Namespace = KubernetesObject;
