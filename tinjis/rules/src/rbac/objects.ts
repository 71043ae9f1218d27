import type { KubernetesObject, Resource } from '../objects/located.ts';
import { type LabelSelector, labelSelectorSchema } from '../label-selector.ts';
import { schemaCheck } from '../objects/schema.ts';
import { type Reason, reason } from '../ruling.ts';

/** `rbac.authorization.k8s.io/v1`: a rule grants its verbs on its resources, or on its paths. No rule denies. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[] | null;
  /** `pods`, `pods/log`, `*`, or any resource's subresource: `*` + `/log`. */
  readonly resources?: readonly string[] | null;
  /** Empty or absent means any name. */
  readonly resourceNames?: readonly string[] | null;
  /** Paths such as `/healthz`; stars at the end stand for anything. */
  readonly nonResourceURLs?: readonly string[] | null;
}

export interface Role extends KubernetesObject {
  readonly rules?: readonly PolicyRule[] | null;
}

export interface ClusterRole extends Role {
  /** A controller replaces the rules with those of every ClusterRole that any of the selectors selects. */
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] | null } | null;
}

export interface BindingSubject {
  readonly kind: string;
  readonly name: string;
  /** Namespace of a ServiceAccount; by default the RoleBinding's own. */
  readonly namespace?: string;
}

export interface RoleBinding extends KubernetesObject {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly BindingSubject[] | null;
}

export type ClusterRoleBinding = RoleBinding;

/** Every object in a cluster that grants something. */
export interface RbacRules {
  readonly roles: readonly Resource<Role>[];
  readonly clusterRoles: readonly Resource<ClusterRole>[];
  readonly roleBindings: readonly Resource<RoleBinding>[];
  readonly clusterRoleBindings: readonly Resource<ClusterRoleBinding>[];
}

const text = { type: 'string' };
const texts = { type: 'array', items: text, nullable: true };

const ofKind = (...kinds: string[]): object => ({ properties: { kind: { enum: kinds } } });

const schema = {
  type: 'object',
  properties: {
    rules: {
      type: 'array',
      nullable: true,
      items: {
        type: 'object',
        required: ['verbs'],
        properties: {
          verbs: { type: 'array', items: text },
          apiGroups: texts,
          resources: texts,
          resourceNames: texts,
          nonResourceURLs: texts,
        },
      },
    },
    aggregationRule: {
      type: 'object',
      nullable: true,
      properties: { clusterRoleSelectors: { type: 'array', nullable: true, items: { $ref: labelSelectorSchema.$id } } },
    },
    roleRef: {
      type: 'object',
      required: ['kind', 'name'],
      properties: { kind: { enum: ['Role', 'ClusterRole'] }, name: text },
    },
    subjects: {
      type: 'array',
      nullable: true,
      items: { type: 'object', required: ['kind', 'name'], properties: { kind: text, name: text, namespace: text } },
    },
  },
  allOf: [
    { if: ofKind('RoleBinding', 'ClusterRoleBinding'), then: { required: ['roleRef'] } },
    // An object without a namespace of its own lands wherever the client happens to be.
    {
      if: ofKind('Role', 'RoleBinding'),
      then: { properties: { metadata: { type: 'object', required: ['namespace'] } } },
    },
  ],
};

const check = schemaCheck(schema);

/**
 * Why no API server would store a document as an RBAC object; undefined if it would. The types describe stored objects,
 * but a file may hold anything.
 */
export function rbacDefect(resource: Resource): Reason | undefined {
  const defect = check(resource.object);
  if (!defect) return undefined;
  const { kind, metadata } = resource.object;
  const args = { kind, name: metadata.name, field: defect.path.join('.'), problem: defect.rule };
  return reason('rbac/object-malformed', 'input-missing', args, resource.at(defect.path));
}
