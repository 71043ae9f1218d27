import { allow, explainedLater, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { type LocatedRule, type Grant, grantsOf, type Grants, type RbacRules } from './grants.ts';
import {
  type Asked,
  asAuthorizerSees,
  type RbacRequest,
  resourceText,
  partsAgainst,
  concerns,
  keyOfPrivileged,
  keysOf,
  privilegedGroup,
  type RbacSubject,
} from './request.ts';

/**
 * Whether Kubernetes' RBAC lets a subject do something (1.36: privileged groups, then plugin/pkg/auth/authorizer/rbac).
 *
 * Rights only add up. A ClusterRoleBinding gives them everywhere. A RoleBinding gives them in its own namespace, even
 * if it refers to a ClusterRole. A rule that names objects grants nothing to a request without a name.
 *
 * @param rules of one cluster; keep the object, see {@link grantsOf}
 * @param subject may leave out the groups that the API server adds by itself
 * @returns `unknown` if nothing known grants it, but a binding of the subject refers to a role that cannot be read or
 * is not among `rules` (such as `view`, which Kubernetes brings with it)
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

/** Would a rule grant the request, if only it named the resource? */
function isForOther(rule: LocatedRule['rule'], asked: Asked): boolean {
  const parts = partsAgainst(rule, asked);
  return parts.length === 1 && parts[0] === 'resource';
}

/** The rules that one binding gives the subject. */
interface Held {
  readonly grant: Grant;
  readonly rules: readonly LocatedRule[];
}

/** The scopes in which a binding counts: the cluster, and the request's namespace if it has one. */
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

const wrongPart = {
  verb: 'rbac/other-verb',
  group: 'rbac/other-group',
  resource: 'rbac/other-subresource',
  name: 'rbac/other-name',
  'no-name': 'rbac/name-not-asked',
  path: 'rbac/other-path',
} as const;

/** A person reads these; a handful tells more than a hundred. */
const mostShown = 5;

/** Rules that seem to grant what was refused: wrong in only one part, or granted in another namespace. */
function nearMisses(grants: Grants, held: readonly Held[], subject: RbacSubject, asked: Asked): Reason[] {
  const almost = held
    .flatMap(({ rules }) => rules)
    .flatMap(({ rule, at }) => {
      const parts = partsAgainst(rule, asked);
      if (parts.length > 1 || !concerns(rule, asked)) return [];
      return parts.map((part) =>
        reason(wrongPart[part], 'nothing-grants', { verb: asked.verb, resource: resourceText(asked) }, at),
      );
    });
  return [...almost, ...elsewhere(grants, subject, asked)].slice(0, mostShown);
}

/** Bindings in other namespaces that grant the same request there. */
function elsewhere(grants: Grants, subject: RbacSubject, asked: Asked): Reason[] {
  if ('path' in asked) return [];
  const others = keysOf(subject)
    .flatMap((key) => [...grants.of(key)])
    .filter(([namespace]) => namespace !== '' && namespace !== asked.namespace);
  return others.flatMap(([namespace, list]) =>
    list.flatMap((grant) => {
      const rules = grants.rulesOf(grant, namespace);
      const grantsThere = !('code' in rules) && rules.some(({ rule }) => partsAgainst(rule, asked).length === 0);
      return grantsThere
        ? [
            reason(
              'rbac/other-namespace',
              'nothing-grants',
              { binding: grant.binding.object.metadata.name, namespace },
              grant.entry,
            ),
          ]
        : [];
    }),
  );
}
