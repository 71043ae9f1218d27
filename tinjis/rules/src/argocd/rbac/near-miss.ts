import { type Reason, reason } from '../../ruling.ts';
import { linesHeldBy } from './evaluate.ts';
import { fieldMatches, type RbacRequest, requestFields } from './match.ts';
import type { PolicyLine, PolicySet, RbacPolicy } from './policy.ts';

const wrongField = {
  resource: 'argocd/rbac-other-resource',
  action: 'argocd/rbac-other-action',
  object: 'argocd/rbac-other-object',
} as const;

/** A person reads these; a handful tells more than a hundred. */
const mostShown = 5;

/**
 * Lines that look as if they granted what was refused: of the asked subjects, and wrong in one field only; with an
 * effect that is no effect; or about a group that no `g` line names.
 */
export function nearMisses(
  policy: RbacPolicy,
  attempts: readonly { readonly as: string; readonly sets: readonly PolicySet[] }[],
  subject: { readonly groups: readonly string[] },
  request: RbacRequest,
): Reason[] {
  const cite = (code: string, line: PolicyLine): Reason[] =>
    line.at
      ? [
          reason(
            code,
            'nothing-grants',
            { ...request, line: [line.subject, line.resource, line.action, line.object, line.effect].join(', ') },
            line.at,
          ),
        ]
      : [];
  const held = new Set(attempts.flatMap(({ as, sets }) => linesHeldBy(sets, as).map(({ line }) => line)));
  const almost = [...held].flatMap((line) => {
    const wrong = requestFields.filter((field) => fieldMatches(line, request, field, policy.mode) !== 'yes');
    if (wrong.length === 0)
      return line.effect === 'allow' || line.effect === 'deny' ? [] : cite('argocd/rbac-effect-unknown', line);
    return wrong.length === 1 && line.effect === 'allow' ? wrong.flatMap((field) => cite(wrongField[field], line)) : [];
  });
  const unlinked = subject.groups
    .filter((group) => !attempts.some(({ as }) => as === group))
    .flatMap((group) =>
      policy.sets
        .flatMap(({ lines }) => lines.get(group) ?? [])
        .flatMap((line) => cite('argocd/rbac-group-without-role', line)),
    );
  return [...almost, ...unlinked].slice(0, mostShown);
}
