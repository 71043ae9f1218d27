import type { KubernetesObject, Resource } from '../objects/located.ts';
import type { LabelSelector } from '../label-selector.ts';

/**
 * `rbac.authorization.k8s.io/v1`: a rule grants its verbs on its resources, or on its paths. There is no rule that
 * denies.
 */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[] | null;
  /** `pods`, `pods/log`, `*`, or any resource's subresource: `*` + `/log`. */
  readonly resources?: readonly string[] | null;
  /** Empty or absent is any name. */
  readonly resourceNames?: readonly string[] | null;
  /** Paths such as `/healthz`; stars at the end stand for anything. */
  readonly nonResourceURLs?: readonly string[] | null;
}

export interface Role extends KubernetesObject {
  readonly rules?: readonly PolicyRule[] | null;
}

export interface ClusterRole extends Role {
  /** A controller replaces the rules by those of every ClusterRole selected by any of the selectors. */
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] | null } | null;
}

export interface BindingSubject {
  readonly kind: string;
  readonly name: string;
  /** Of a ServiceAccount; a RoleBinding's own namespace unless given. */
  readonly namespace?: string;
}

export interface RoleBinding extends KubernetesObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly BindingSubject[] | null;
}

export type ClusterRoleBinding = RoleBinding;

/** Every object of one cluster that grants something. */
export interface RbacRules {
  readonly roles: readonly Resource<Role>[];
  readonly clusterRoles: readonly Resource<ClusterRole>[];
  readonly roleBindings: readonly Resource<RoleBinding>[];
  readonly clusterRoleBindings: readonly Resource<ClusterRoleBinding>[];
}
