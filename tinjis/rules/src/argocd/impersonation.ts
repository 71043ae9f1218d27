import type { Resource } from '../objects/located.ts';
import { allow, deny, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { type AppProject, type Destination, type DestinationServiceAccount, projectDefect } from './objects.ts';
import { globMatches, isGlob } from './glob/glob.ts';

/**
 * The keys `application.sync.impersonation.enabled` (on if "true") and `.enforced` (on unless "false") of argocd-cm.
 */
export interface ImpersonationSettings {
  readonly enabled: boolean;
  readonly enforced: boolean;
}

export interface Deployer {
  readonly ruling: Ruling;
  /** `system:serviceaccount:NAMESPACE:NAME`. Absent with an allow: the controller acts with its own rights. */
  readonly account?: string;
}

/** The operation: a cascade deletion does not heed `enforced`. */
export interface Deployment {
  readonly operation: 'sync' | 'delete';
  /** Namespace of the Application itself, for a destination without namespace. */
  readonly applicationNamespace: string;
}

/**
 * The account that Argo CD 3.6.1 uses on the cluster for an Application of the project (util/settings,
 * DeriveServiceAccountToImpersonate, and the controller's use of it).
 *
 * The first entry that matches server and namespace decides. An account `namespace:name` is taken as written, even into
 * another team's namespace; a plain name lives in the destination's namespace. Without a match, enforced impersonation
 * refuses a sync; **a cascade deletion then acts with the controller's own rights, enforced or not**.
 *
 * @param destination its server, as Argo CD knows the cluster, even if the Application gives a name
 */
export function deployerOf(
  project: Resource<AppProject>,
  destination: Destination,
  settings: ImpersonationSettings,
  { operation, applicationNamespace }: Deployment = { operation: 'sync', applicationNamespace: '' },
): Deployer {
  const defect = projectDefect(project);
  if (defect) return { ruling: unknown(defect) };
  const { server = '', namespace } = destination;
  const args = { project: project.object.metadata.name, server, namespace };
  const entries = project.object.spec.destinationServiceAccounts ?? [];
  const searched = { searched: [project.at(['spec', 'destinationServiceAccounts'])] };
  if (!settings.enabled)
    return { ruling: allow(reason('argocd/deployer-is-controller', 'default', args, { searched: [] })) };

  for (const [index, entry] of entries.entries()) {
    const named = { ...args, account: entry.defaultServiceAccount };
    const cite = (code: string, basis: Reason['basis'], field: keyof DestinationServiceAccount): Reason =>
      reason(code, basis, named, project.at(['spec', 'destinationServiceAccounts', index, field]));
    // Up to the first match every pattern must be readable: an unreadable pattern stops the sync.
    const unreadable = (['server', 'namespace'] as const).find((field) => !isGlob(entry[field] ?? ''));
    if (unreadable) return { ruling: deny(cite('argocd/deployer-pattern-malformed', 'forbidden', unreadable)) };
    if (!globMatches(entry.server, server, '') || !globMatches(entry.namespace ?? '', namespace, '')) continue;
    const account = accountOf(entry.defaultServiceAccount, namespace || applicationNamespace);
    return account === undefined
      ? { ruling: deny(cite('argocd/deployer-account-malformed', 'forbidden', 'defaultServiceAccount')) }
      : { ruling: allow(cite('argocd/deployer-is-account', 'granted', 'defaultServiceAccount')), account };
  }
  if (operation === 'delete')
    return { ruling: allow(reason('argocd/deployer-of-deletion-is-controller', 'default', args, searched)) };
  if (settings.enforced)
    return { ruling: deny(reason('argocd/deployer-not-listed', 'nothing-grants', args, searched)) };
  return { ruling: allow(reason('argocd/deployer-falls-back-to-controller', 'default', args, searched)) };
}

function accountOf(name: string, namespace: string): string | undefined {
  if (/^ *$/.test(name) || /[!*[\]{}\\/]/.test(name)) return undefined;
  return `system:serviceaccount:${name.includes(':') ? name : `${namespace}:${name}`}`;
}
