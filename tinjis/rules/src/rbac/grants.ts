import type { At, Resource, KubernetesObject } from '../objects/located.ts';
import { keyOf, keysOf, type RbacSubject } from './request.ts';
import { memoized } from '../memo.ts';
import { selects, type LabelSelector } from '../label-selector.ts';
import { schemaCheck } from '../objects/schema.ts';
import { type Reason, reason } from '../ruling.ts';

/** A binding with its entry that names somebody. */
export interface Grant {
  readonly binding: Resource<RoleBinding>;
  readonly entry: At;
}

/** A grant to a subject, with its rules. */
interface HeldGrant {
  readonly grant: Grant;
  readonly rules: readonly LocatedRule[] | Reason;
}

/** Empty for ClusterRoleBindings, which hold in every namespace and outside all namespaces. */
type GrantNamespace = string;

/**
 * The objects of a cluster, ready for questions. Grants are found by their subject. So a question costs as much as the
 * asker holds, not as much as a thousand services hold.
 */
export class Grants {
  readonly #grants = new Map<string, Map<GrantNamespace, Grant[]>>();
  readonly #defects = new Map<GrantNamespace, Reason[]>();
  readonly #roles = new Map<string, Resource<Role>>();
  readonly #aggregated: AggregatedRules;
  readonly #given = new Map<Grant, readonly LocatedRule[] | Reason>();

  constructor(rules: RbacRules) {
    for (const binding of rules.clusterRoleBindings) {
      this.#add(binding, '');
    }
    for (const binding of rules.roleBindings) {
      this.#add(binding, binding.object.metadata.namespace ?? '');
    }
    // A role that no API server would store is as good as missing.
    const clusterRoles = rules.clusterRoles.filter((role) => !rbacDefect(role));
    for (const role of clusterRoles) {
      this.#roles.set(`ClusterRole ${role.object.metadata.name}`, role);
    }
    for (const role of rules.roles.filter((each) => !rbacDefect(each))) {
      this.#roles.set(`Role ${role.object.metadata.namespace as string}/${role.object.metadata.name}`, role);
    }
    this.#aggregated = new AggregatedRules(clusterRoles);
  }

  /**
   * The grants of a subject by namespace, each with its rules or the reason why they are not known.
   * @param subject keep the object for all its questions: its keys are looked up once
   */
  heldBy(subject: RbacSubject): ReadonlyMap<GrantNamespace, readonly HeldGrant[]> {
    return this.#held(subject);
  }

  readonly #held = memoized((subject: RbacSubject) => {
    const all = new Map<GrantNamespace, HeldGrant[]>();
    for (const [namespace, grants] of keysOf(subject).flatMap((key) => [...this.of(key)])) {
      const own = grants.map((grant) => ({ grant, rules: this.rulesOf(grant, namespace) }));
      all.set(namespace, [...(all.get(namespace) ?? []), ...own]);
    }
    return all;
  });

  /** Grants to a subject's key, by namespace. */
  of(key: string): ReadonlyMap<GrantNamespace, readonly Grant[]> {
    return this.#grants.get(key) ?? new Map();
  }

  /** Why nobody knows the grants in a namespace. */
  defects(namespace: GrantNamespace): readonly Reason[] {
    return this.#defects.get(namespace) ?? [];
  }

  /** The namespaces whose grants are not known; empty for the whole cluster. */
  defective(): Iterable<GrantNamespace> {
    return this.#defects.keys();
  }

  /** The rules that a grant gives, or why they are not known: its role is not there. */
  rulesOf(grant: Grant, namespace: GrantNamespace): readonly LocatedRule[] | Reason {
    return this.#given.getOrInsertComputed(grant, () => this.#look(grant, namespace));
  }

  #look({ binding }: Grant, namespace: GrantNamespace): readonly LocatedRule[] | Reason {
    const { kind, name } = binding.object.roleRef;
    const role = this.#roles.get(kind === 'Role' ? `Role ${namespace}/${name}` : `ClusterRole ${name}`);
    if (!role)
      return reason(
        'rbac/role-missing',
        'input-missing',
        { binding: binding.object.metadata.name, kind, role: name },
        binding.at(['roleRef']),
      );
    return kind === 'Role' ? ownRules(role) : this.#aggregated.of(role);
  }

  #add(binding: Resource<RoleBinding>, namespace: GrantNamespace): void {
    const defect = rbacDefect(binding);
    if (defect) {
      this.#defects.set(namespace, [...this.defects(namespace), defect]);
      return;
    }
    for (const [index, subject] of (binding.object.subjects ?? []).entries()) {
      const key = keyOf(subject, namespace);
      if (key === undefined) continue;
      let places = this.#grants.get(key);
      if (!places) this.#grants.set(key, (places = new Map<GrantNamespace, Grant[]>()));
      const grant = { binding, entry: binding.at(['subjects', index]) };
      const held = places.get(namespace);
      if (held) held.push(grant);
      else places.set(namespace, [grant]);
    }
  }
}

/**
 * The grants of a cluster, prepared at the first question. Keep the object: another object with the same lists is
 * prepared anew.
 */
export const grantsOf = memoized((rules: RbacRules) => new Grants(rules));

/** A rule with its place; the rules of an aggregated role stand in another role. */
export interface LocatedRule {
  readonly rule: PolicyRule;
  readonly at: At;
}

/** The rules that a role states itself. */
function ownRules(role: Resource<Role>): LocatedRule[] {
  return (role.object.rules ?? []).map((rule, index) => ({ rule, at: role.at(['rules', index]) }));
}

/**
 * The rules of ClusterRoles once the aggregation controller has come to rest. An aggregated role has the rules of all
 * roles that its selectors reach, even through other aggregated roles. It has no rules of its own: the controller
 * overwrites them.
 */
export class AggregatedRules {
  readonly #roles: readonly Resource<ClusterRole>[];
  readonly #known = new Map<Resource<ClusterRole>, readonly LocatedRule[]>();

  constructor(roles: readonly Resource<ClusterRole>[]) {
    this.#roles = roles;
  }

  of(role: Resource<ClusterRole>): readonly LocatedRule[] {
    let rules = this.#known.get(role);
    if (!rules)
      this.#known.set(
        role,
        (rules = [...this.#reach(role)].filter(({ object }) => !object.aggregationRule).flatMap(ownRules)),
      );
    return rules;
  }

  #reach(from: Resource<ClusterRole>): Set<Resource<ClusterRole>> {
    const reached = new Set([from]);
    for (const role of reached) {
      const selectors = role.object.aggregationRule?.clusterRoleSelectors ?? [];
      if (selectors.length === 0) continue;
      for (const other of this.#roles) {
        if (selectors.some((selector) => selects(selector, other.object.metadata.labels ?? {}))) reached.add(other);
      }
    }
    return reached;
  }
}

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

const check = schemaCheck('rbac');

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
