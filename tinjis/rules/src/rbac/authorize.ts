import { allow, explainedLater, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import type { LocatedRule } from './aggregate.ts';
import { type Grant, grantsOf } from './grants.ts';
import { nearMisses } from './near-miss.ts';
import type { RbacRules } from './objects.ts';
import { type Asked, asAuthorizerSees, type RbacRequest, resourceText } from './request.ts';
import { partsAgainst } from './rule.ts';
import { keyOfPrivileged, keysOf, privilegedGroup, type RbacSubject } from './subject.ts';

/**
 * Whether Kubernetes' RBAC lets a subject do something (1.36: privileged groups, then plugin/pkg/auth/authorizer/rbac).
 *
 * Rights only add up: bound by ClusterRoleBindings they hold everywhere, by RoleBindings in the binding's namespace,
 * also where the role is a ClusterRole. What must name an object to be granted is not granted without one.
 *
 * @param rules of one cluster; keep the object, see {@link grantsOf}
 * @param subject groups the API server adds by itself may be left out
 * @returns `unknown` where nothing known grants it, but a binding of the subject refers to a role that is not among
 * `rules`   (one that Kubernetes brings with it, such as `view`, say) or cannot be read
 */
export function authorize(rules: RbacRules, subject: RbacSubject, request: RbacRequest): Ruling {
  const asked = asAuthorizerSees(request);
  const args = (): Reason['args'] => ({
    subject: subject.user,
    verb: asked.verb,
    resource: resourceText(asked),
    namespace: namespaceOf(asked),
  });
  if (keysOf(subject).includes(keyOfPrivileged)) {
    return allow(reason('rbac/privileged-group', 'granted', { ...args(), group: privilegedGroup }, { searched: [] }));
  }
  const grants = grantsOf(rules);
  const missing: Reason[] = [];
  const held: Held[] = [];
  const everywhere = grants.heldBy(subject);
  for (const { grant, rules: found } of scopesOf(asked).flatMap((namespace) => everywhere.get(namespace) ?? [])) {
    if ('code' in found) missing.push(found);
    else held.push({ grant, rules: found });
  }
  for (const { grant, rules: granted } of held) {
    const granting = granted.find(({ rule }) => partsAgainst(rule, asked).length === 0);
    if (granting)
      return allow(
        reason('rbac/granted', 'granted', args(), granting.at),
        reason('rbac/bound', 'granted', nameOf(grant), grant.entry),
      );
  }
  const [defect, ...defects] = [...missing, ...scopesOf(asked).flatMap((namespace) => grants.defects(namespace))];
  if (defect) return unknown(defect, ...defects);
  return explainedLater('deny', () => {
    // First the rules that have this verb and group for other resources: there a right is missing, or mistyped.
    const close = held.flatMap(({ rules: granted }) => granted.filter(({ rule }) => isForOther(rule, asked)));
    const searched = { searched: [...close.map(({ at }) => at), ...held.map(({ grant }) => grant.entry)] };
    return [
      reason('rbac/nothing-grants', 'nothing-grants', args(), searched),
      ...nearMisses(grants, held, subject, asked),
    ];
  });
}

/** Would a rule grant what is asked, if only it named the resource? */
function isForOther(rule: LocatedRule['rule'], asked: Asked): boolean {
  const parts = partsAgainst(rule, asked);
  return parts.length === 1 && parts[0] === 'resource';
}

/** What one binding gives the subject. */
export interface Held {
  readonly grant: Grant;
  readonly rules: readonly LocatedRule[];
}

/** Where a binding must stand to count: at the cluster, and in the request's namespace if it has one. */
function scopesOf(asked: Asked): readonly string[] {
  const namespace = namespaceOf(asked);
  return namespace === '' ? [''] : ['', namespace];
}

function namespaceOf(asked: Asked): string {
  return 'path' in asked ? '' : asked.namespace;
}

function nameOf({
  binding: {
    object: { kind, metadata, roleRef },
  },
}: Grant): Record<string, string> {
  return { kind, binding: metadata.name, role: `${roleRef.kind} ${roleRef.name}` };
}
