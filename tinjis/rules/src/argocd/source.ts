import type { Resource } from '../objects/located.ts';
import { allow, deny, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { type AppProject, projectDefect } from './objects.ts';
import { globMatches } from './glob/glob.ts';
import { normaliseRepository } from './repository-url.ts';

/**
 * Whether an Application of the project may take its manifests from a repository (AppProject.IsSourcePermitted, Argo CD
 * 3.6.1).
 *
 * An entry must match and no `!` entry may. Both sides are normalised first; `*` stops at a slash, `**` does not, and
 * `*` alone is everything. An entry `!x` also *matches* whatever is not x, so a list with only denials permits the
 * rest. No field restricts the path within the repository, and nothing asks about a kustomize remote base at all.
 *
 * @param repoURL `spec.source.repoURL` as the Application has it
 */
export function permitsSource(project: Resource<AppProject>, repoURL: string): Ruling {
  const defect = projectDefect(project);
  if (defect) return unknown(defect);
  const wanted = normaliseRepository(repoURL);
  const entries = (project.object.spec.sourceRepos ?? []).map((entry, index) => ({
    entry,
    index,
    pattern: normaliseEntry(entry),
  }));
  const cite = (code: string, basis: Reason['basis'], { entry, index }: { entry: string; index: number }): Reason =>
    reason(
      code,
      basis,
      { project: project.object.metadata.name, repository: repoURL, entry },
      project.at(['spec', 'sourceRepos', index]),
    );

  const refusing = entries.find(({ pattern }) => pattern.startsWith('!') && !entryMatches(pattern, wanted));
  if (refusing) return deny(cite('argocd/source-denied', 'forbidden', refusing));
  const permitting = entries.find(({ pattern }) => entryMatches(pattern, wanted));
  if (permitting)
    return allow(
      cite(
        permitting.pattern.startsWith('!') ? 'argocd/source-not-denied' : 'argocd/source-permitted',
        'granted',
        permitting,
      ),
    );
  const args = { project: project.object.metadata.name, repository: repoURL };
  return deny(
    reason('argocd/source-not-listed', 'nothing-grants', args, { searched: [project.at(['spec', 'sourceRepos'])] }),
    ...entries.flatMap((each) => nearMiss(each.pattern, wanted).map((code) => cite(code, 'nothing-grants', each))),
  );
}

function normaliseEntry(entry: string): string {
  return entry.startsWith('!') ? `!${normaliseRepository(entry.slice(1))}` : normaliseRepository(entry);
}

/** A `!` pattern matches everything that it does not deny. */
function entryMatches(pattern: string, wanted: string): boolean {
  if (pattern.startsWith('!')) return !globMatches(pattern.slice(1), wanted, '/');
  return pattern === '*' || globMatches(pattern, wanted, '/');
}

/** The reasons why an entry that looks right does not match. */
function nearMiss(pattern: string, wanted: string): string[] {
  if (globMatches(pattern, wanted, '')) return ['argocd/source-star-stops-at-slash'];
  const bare = (url: string): string => url.replace(/\/+$/, '').replace(/\.git$/, '');
  return globMatches(bare(pattern), bare(wanted), '/') ? ['argocd/source-ends-differently'] : [];
}
