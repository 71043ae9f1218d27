import { type AppProject, type Destination, type DestinationRule, projectDefect } from './objects.ts';
import type { Resource } from '../objects/located.ts';
import { allow, deny, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { globMatches } from './glob/glob.ts';
import { normaliseRepository } from './repository-url.ts';

/** An entry of the project's list beside the destination in question. */
interface Entry {
  readonly rule: Required<DestinationRule>;
  readonly index: number;
  readonly name: boolean;
  readonly server: boolean;
  readonly namespace: boolean;
}

/**
 * Whether an Application of the project may deploy to a cluster and namespace (AppProject.IsDestinationPermitted, Argo
 * CD 3.6.1).
 *
 * An entry must match by server or name, and by namespace; no `!` may stand against it. Stars cross slashes here. Argo
 * CD asks this about the Application's destination, and again about the namespace of each manifest.
 *
 * A trap: a denied namespace counts only in an entry that matches by *server*; `{name: in-cluster, namespace: "!x"}`
 * denies nothing.
 *
 * @param destination with both server and name of the cluster if both are known, as Argo CD knows them
 */
export function permitsDestination(project: Resource<AppProject>, destination: Destination): Ruling {
  const defect = projectDefect(project);
  if (defect) return unknown(defect);
  const { spec, metadata } = project.object;
  const args = {
    project: metadata.name,
    cluster: destination.server ?? destination.name ?? '',
    namespace: destination.namespace,
  };
  const entries = (spec.destinations ?? []).map((rule, index) => compare(rule, index, destination));
  const cite = (code: string, basis: Reason['basis'], entry: Entry, field?: keyof DestinationRule): Reason =>
    reason(
      code,
      basis,
      { ...args, ...entry.rule },
      project.at(['spec', 'destinations', entry.index, ...(field ? [field] : [])]),
    );

  for (const entry of entries) {
    const field = denies(entry);
    if (field) return deny(cite('argocd/destination-denied', 'forbidden', entry, field));
  }
  const permitting = entries.find(permits);
  if (!permitting) {
    return deny(
      reason('argocd/destination-not-listed', 'nothing-grants', args, {
        searched: [project.at(['spec', 'destinations'])],
      }),
      ...entries.flatMap((entry) => {
        if (entry.server || entry.name)
          return [cite('argocd/destination-other-namespace', 'nothing-grants', entry, 'namespace')];
        return entry.namespace ? [cite('argocd/destination-other-cluster', 'nothing-grants', entry)] : [];
      }),
    );
  }
  if (spec.permitOnlyProjectScopedClusters) {
    return unknown(
      reason(
        'argocd/destination-needs-project-clusters',
        'input-missing',
        args,
        project.at(['spec', 'permitOnlyProjectScopedClusters']),
      ),
    );
  }
  const ignored = entries.filter(
    (entry) => entry.name && !entry.server && !entry.namespace && entry.rule.namespace.startsWith('!'),
  );
  return allow(
    cite('argocd/destination-permitted', 'granted', permitting),
    ...ignored.map((entry) => cite('argocd/destination-denial-by-name-ignored', 'default', entry, 'namespace')),
  );
}

function compare(rule: DestinationRule, index: number, { server = '', name = '', namespace }: Destination): Entry {
  const whole = { server: '', name: '', namespace: '', ...rule };
  return {
    rule: whole,
    index,
    name: name !== '' && globOrDenial(whole.name, name),
    server: server !== '' && globOrDenial(whole.server, server),
    namespace: globOrDenial(whole.namespace, namespace),
  };
}

function permits({ name, server, namespace }: Entry): boolean {
  return (name || server) && namespace;
}

/** The field through which an entry refuses the destination. */
function denies(entry: Entry): keyof DestinationRule | undefined {
  const { rule, server, namespace } = entry;
  if (permits(entry)) return undefined;
  if (namespace) return (['name', 'server'] as const).find((field) => rule[field].startsWith('!')); // neither matched
  return server && rule.namespace.startsWith('!') ? 'namespace' : undefined;
}

/** A `!` pattern matches everything that it does not deny. */
function globOrDenial(pattern: string, value: string): boolean {
  if (pattern.startsWith('!')) return !globMatches(pattern.slice(1), value, '');
  return pattern === '*' || globMatches(pattern, value, '');
}

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
