import type { FieldPath, Resource } from '../objects/located.ts';
import { allow, deny, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { type AppProject, type ClusterKindRule, projectDefect } from './objects.ts';
import { pathMatches } from './glob/glob.ts';
import { memoized } from '../memo.ts';

/** A kind of object, and perhaps the name of a cluster-wide object. */
export interface NamedKind {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

export type Scope = 'cluster' | 'namespaced';

/**
 * Whether an Application of the project may hold objects of a kind (AppProject.IsGroupKindNamePermitted, Argo CD
 * 3.6.1).
 *
 * The blacklist wins. Cluster-wide kinds need an entry. Namespaced kinds need an entry only if there is a list at all:
 * an absent list permits every kind, `[]` permits none. (Any write of the project through Argo CD's API makes `[]`
 * absent, so an empty list is no lasting denial; its reason has a code of its own.) Group **and** kind must match: an
 * entry for NetworkPolicy with group "" never fires. Names restrict only cluster-wide kinds.
 */
export function permitsKind(project: Resource<AppProject>, wanted: NamedKind, scope: Scope): Ruling {
  const asked = [wanted.group, wanted.kind, wanted.name ?? '', scope].join(' ');
  return rulingsOn(project).getOrInsertComputed(asked, () => judge(project, wanted, scope));
}

// A team's services have the same few kinds, in one project.
const rulingsOn = memoized<Resource<AppProject>, Map<string, Ruling>>(() => new Map());

function judge(project: Resource<AppProject>, wanted: NamedKind, scope: Scope): Ruling {
  const defect = projectDefect(project);
  if (defect) return unknown(defect);
  const { spec, metadata } = project.object;
  const field = scope === 'cluster' ? 'clusterResource' : 'namespaceResource';
  const granted = rules(spec[`${field}Whitelist`], ['spec', `${field}Whitelist`], wanted, scope);
  const refused = rules(spec[`${field}Blacklist`], ['spec', `${field}Blacklist`], wanted, scope);
  const args = { project: metadata.name, group: wanted.group, kind: wanted.kind, scope };
  const cite = (code: string, basis: Reason['basis'], { path, rule }: Compared): Reason =>
    reason(code, basis, { ...args, entry: `${rule.group}/${rule.kind}` }, project.at(path));
  const missedBy = (compared: readonly Compared[], code: string, basis: Reason['basis']): Reason[] =>
    compared.filter(({ match }) => match === 'other-group').map((each) => cite(code, basis, each));

  const refusing = refused.find(({ match }) => match === 'yes');
  if (refusing) return deny(cite('argocd/kind-denied', 'forbidden', refusing));
  // A denial that was surely meant, and does not fire, deserves a mention with every permission.
  const misfires = missedBy(refused, 'argocd/kind-denial-other-group', 'default');
  const list = spec[`${field}Whitelist`];
  if (scope === 'namespaced' && (list === undefined || list === null)) {
    return allow(
      reason('argocd/kind-permitted-without-list', 'default', args, { searched: [project.at(['spec'])] }),
      ...misfires,
    );
  }
  const granting = granted.find(({ match }) => match === 'yes');
  if (granting) return allow(cite('argocd/kind-permitted', 'granted', granting), ...misfires);
  const searched = { searched: [project.at(['spec', `${field}Whitelist`])] };
  if (scope === 'namespaced' && granted.length === 0)
    return deny(reason('argocd/kind-list-empty', 'nothing-grants', args, searched));
  return deny(
    reason('argocd/kind-not-listed', 'nothing-grants', args, searched),
    ...missedBy(granted, 'argocd/kind-other-group', 'nothing-grants'),
    ...granted
      .filter(({ match }) => match === 'other-name')
      .map((each) => cite('argocd/kind-other-name', 'nothing-grants', each)),
  );
}

interface Compared {
  readonly rule: ClusterKindRule;
  readonly path: FieldPath;
  readonly match: 'yes' | 'other-kind' | 'other-group' | 'other-name';
}

function rules(
  list: readonly ClusterKindRule[] | null | undefined,
  path: FieldPath,
  wanted: NamedKind,
  scope: Scope,
): Compared[] {
  return (list ?? []).map((rule, index) => ({ rule, path: [...path, index], match: compare(rule, wanted, scope) }));
}

function compare(rule: ClusterKindRule, wanted: NamedKind, scope: Scope): Compared['match'] {
  if (!pathMatches(rule.kind, wanted.kind)) return 'other-kind';
  if (!pathMatches(rule.group, wanted.group)) return 'other-group';
  if (scope === 'namespaced' || !rule.name) return 'yes';
  return pathMatches(rule.name, wanted.name ?? '') ? 'yes' : 'other-name';
}
