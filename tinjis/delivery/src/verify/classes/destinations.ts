import type { AppProject } from '@tinjis/rules/argocd/app-project';
import { defectOf } from '@tinjis/rules/argocd/project-shape';
import type { Resource } from '@tinjis/rules/objects/located';

/**
 * The namespaces to be asked about one by one: those that a project's destinations name. All others are alike, since no
 * entry of names alone holds for any of them. With a pattern among the entries, or a project that cannot be read, every
 * namespace is asked about.
 * @param all the namespaces there are
 */
export function destinationsApart(project: Resource<AppProject>, all: Iterable<string>): ReadonlySet<string> {
  const { destinations } = project.object.spec;
  if (defectOf(project)) return new Set(all);
  const named = (destinations ?? []).map(({ namespace = '' }) => namespace);
  return new Set(named.some((name) => /[*?[\]{}!\\]/.test(name)) ? all : named);
}
