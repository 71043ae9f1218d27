import { linesHeldBy } from '@tinjis/rules/argocd/rbac/evaluate';
import type { RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { RbacSubject } from '@tinjis/rules/argocd/rbac';

/**
 * The Applications, as `PROJECT/NAME`, to be asked about one by one: those that a line of the subject names. About all
 * others no line says anything, so they are alike. With a pattern in a line, or lines that are not known, every
 * Application is asked about.
 * @param all the Applications there are
 */
export function applicationsApart(
  policy: RbacPolicy,
  subject: RbacSubject,
  all: Iterable<string>,
): ReadonlySet<string> {
  const projects = [...policy.projects.values()];
  if (
    policy.fault ||
    policy.mode === 'regex' ||
    policy.defaultRole.name !== '' ||
    projects.some(({ defect }) => defect)
  )
    return new Set(all);
  const sets = [...policy.sets, ...projects.map(({ set }) => set)];
  const named = [subject.name, '', ...subject.groups].flatMap((as) =>
    linesHeldBy(sets, as).map(({ line }) => line.object),
  );
  return new Set(named.some((object) => /[*?[\]{}!\\]/.test(object)) ? all : named);
}
