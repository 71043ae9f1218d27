import type { At, Resource } from '../objects/located.ts';
import { selects } from '../label-selector.ts';
import type { ClusterRole, PolicyRule, Role } from './objects.ts';

/** A rule with the place where it is written, which for an aggregated role is in another one. */
export interface LocatedRule {
  readonly rule: PolicyRule;
  readonly at: At;
}

/** The rules a role states itself. */
export function ownRules(role: Resource<Role>): LocatedRule[] {
  return (role.object.rules ?? []).map((rule, index) => ({ rule, at: role.at(['rules', index]) }));
}

/**
 * The rules of ClusterRoles once the aggregation controller has come to rest: an aggregated role has the rules of all
 * roles that its selectors reach, through other aggregated roles too, and none of its own, which the controller
 * overwrites.
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
