import type { KubernetesObject } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicy. Without a binding it does nothing. */
export interface ValidatingAdmissionPolicy extends KubernetesObject {
  readonly spec: {
    readonly failurePolicy?: 'Fail' | 'Ignore';
    readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
    readonly matchConstraints: MatchResources;
    readonly matchConditions?: readonly NamedExpression[];
    readonly variables?: readonly NamedExpression[];
    readonly validations?: readonly Validation[];
    readonly auditAnnotations?: readonly { readonly key: string; readonly valueExpression: string }[];
  };
}

export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

export interface Validation {
  readonly expression: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
}

/**
 * `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicyBinding: where a policy holds, and the effect of a breach.
 */
export interface ValidatingAdmissionPolicyBinding extends KubernetesObject {
  readonly spec: {
    readonly policyName: string;
    readonly paramRef?: ParamRef;
    readonly validationActions: readonly ('Deny' | 'Warn' | 'Audit')[];
    readonly matchResources?: MatchResources;
  };
}

/** Which objects a policy takes as its `params`. */
export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction?: 'Allow' | 'Deny';
}

/**
 * The requests it means. Without a list of rules it means every request here, but no request in `matchConstraints`,
 * which needs a list.
 */
export interface MatchResources {
  readonly matchPolicy?: 'Exact' | 'Equivalent';
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly ResourceRule[];
  readonly excludeResourceRules?: readonly ResourceRule[];
}

export interface ResourceRule {
  readonly operations: readonly (AdmissionOperation | '*')[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: 'Cluster' | 'Namespaced' | '*';
}

export type Namespace = KubernetesObject;
