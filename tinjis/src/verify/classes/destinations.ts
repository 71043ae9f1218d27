import type { AppProject } from '../../decide/argocd/app-project.ts';
import { defectOf } from '../../decide/argocd/project-shape.ts';
import type { Resource } from '../../model/located.ts';

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
