import { type Reason, reason } from '../ruling.ts';
import type { Held } from './authorize.ts';
import type { Grants } from './grants.ts';
import { type Asked, resourceText } from './request.ts';
import { concerns, partsAgainst } from './rule.ts';
import { keysOf, type RbacSubject } from './subject.ts';

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

/** Rules that look as if they granted what was refused: wrong in one part only, or granted in another namespace. */
export function nearMisses(grants: Grants, held: readonly Held[], subject: RbacSubject, asked: Asked): Reason[] {
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

/** Bindings in other namespaces that grant there what was asked here. */
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
