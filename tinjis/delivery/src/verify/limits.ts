import type { PolicyRule } from '@tinjis/rules/rbac/grants';
import { type Catalogue, madeKinds, resourceKey } from '../model/kinds.ts';

/** The rights that holders of one sort may have, whatever their roles are called. */
export interface Limits {
  /**
   * Verbs by kind, as `group/resource`. The verbs for `*` hold for every kind that neither this field nor `never`
   * names.
   */
  readonly may: Readonly<Record<string, readonly string[]>>;
  readonly never?: readonly string[];
  /** Whether a rule may name its kinds by a wildcard, to read them. */
  readonly wildcards?: true;
  /** Whether they may read the API server's own paths. */
  readonly paths?: true;
  /** The only objects that a rule may be about, where it must name them. */
  readonly names?: readonly string[];
}

const read = ['get', 'list', 'watch'];

/** Each leads into a pod, or to a secret's value. */
const hidden = [
  '/secrets',
  '/pods/exec',
  '/pods/attach',
  '/pods/portforward',
  '/pods/proxy',
  '/services/proxy',
  '/nodes/proxy',
];

/** People only look. */
export const peopleLimits: Limits = { may: { '*': read }, never: hidden };

/**
 * A deployer writes the kinds that its team has, and sees what comes of them.
 * @param granted what the team may deploy on the cluster
 */
export function deployerLimits(granted: Catalogue): Limits {
  const shown = ['/pods/log', '/events', ...madeKinds(granted).map(resourceKey)];
  return {
    may: Object.fromEntries([
      ...shown.map((each) => [each, read] as const),
      ...granted.map((each) => [resourceKey(each), each.verbs] as const),
    ]),
  };
}

/** In an emergency somebody looks, and writes what a deployer writes. */
export function breakGlassLimits(granted: Catalogue): Limits {
  return { ...peopleLimits, may: { ...deployerLimits(granted).may, ...peopleLimits.may } };
}

/** A program that waits for deployments reads the Applications of its team's services. */
export function applicationLimits(names: readonly string[]): Limits {
  return { may: { 'argoproj.io/applications': read }, names };
}

/** Argo CD's accounts with cluster-wide rights. The controller watches everything, which is a known hole. */
export const argocdEverywhere: Readonly<Record<string, Limits>> = {
  'argocd-application-controller': { may: { '*': read }, wildcards: true, paths: true },
  'argocd-server': { may: { 'argoproj.io/applications': read, '/events': ['list'] } },
};

/** In a namespace they act as an account there, by its name, and have no rights of their own. */
export const acting: Limits = { may: { '/serviceaccounts': ['impersonate'] } };

/** The controller that opens sealed values, for every namespace and for its own keys. */
export const sealing: Limits = {
  may: {
    '/secrets': ['get', 'list', 'watch', 'create', 'update', 'delete'],
    '/events': ['create', 'patch'],
    '/namespaces': ['get'],
    'bitnami.com/sealedsecrets': read,
    'bitnami.com/sealedsecrets/status': ['update'],
  },
};
export const sealingKeys: Limits = { may: { '/secrets': ['create', 'list'] } };

/** The part of a rule that goes beyond the limits, in words; undefined if no part does. */
export function excessOf(rule: PolicyRule, limits: Limits): string | undefined {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs: paths } = rule;
  if (paths?.length)
    return limits.paths && verbs.every((verb) => verb === 'get') ? undefined : 'paths of the API server';
  const kinds = (apiGroups ?? []).flatMap((group) => (resources ?? []).map((resource) => `${group}/${resource}`));
  for (const kind of kinds) {
    if (kind.includes('*') && !limits.wildcards) return `kinds by ${kind}`;
    const allowed = limits.may[kind] ?? (limits.never?.includes(kind) ? [] : (limits.may['*'] ?? []));
    const verb = verbs.find((wanted) => !allowed.includes(wanted));
    if (verb !== undefined) return `${verb} ${nameOfKind(kind)}`;
    if (verbs.includes('impersonate') && !resourceNames?.length) return 'acting as anybody';
    const { names } = limits;
    if (names && !(resourceNames?.length && resourceNames.every((name) => names.includes(name))))
      return `${nameOfKind(kind)} of others`;
  }
  return undefined;
}

/** The form that kubectl writes. */
function nameOfKind(kind: string): string {
  const slash = kind.indexOf('/');
  return slash === 0 ? kind.slice(1) : `${kind.slice(slash + 1)}.${kind.slice(0, slash)}`;
}
