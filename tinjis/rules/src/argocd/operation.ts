import type { ArgocdRequest } from './rbac/evaluate.ts';

/** The operations of an Argo CD user on an Application. */
export const applicationOperations = [
  'view',
  'manifests-of-any-revision',
  'sync',
  'sync-another-revision',
  'sync-local-manifests',
  'rollback',
  'logs',
  'exec',
] as const;
export type ApplicationOperation = (typeof applicationOperations)[number];

/** Keys of argocd-cm, both off unless "true". */
export interface OperationSettings {
  /** `application.sync.requireOverridePrivilegeForRevisionSync` */
  readonly overrideForRevisions: boolean;
  /** `server.rbac.rollback.enforce.enable` */
  readonly rollbackApart: boolean;
}

/**
 * The permissions that argocd-server asks its RBAC for before it acts; RBAC must grant all of them (server/application,
 * Argo CD 3.6.1).
 *
 * Two traps as shipped: `sync` is enough to deploy any commit, and to roll back; `get` is enough to see the manifests
 * of any commit.
 *
 * @param application its project and name
 */
export function requestsOf(
  operation: ApplicationOperation,
  application: { readonly project: string; readonly name: string },
  settings: OperationSettings,
): readonly ArgocdRequest[] {
  const ask = (action: string, resource = 'applications'): ArgocdRequest => ({
    resource,
    action,
    object: `${application.project}/${application.name}`,
  });
  switch (operation) {
    case 'view':
    case 'manifests-of-any-revision':
      return [ask('get')];
    case 'sync':
      return [ask('get'), ask('sync')];
    case 'sync-another-revision':
      return [ask('get'), ask('sync'), ...(settings.overrideForRevisions ? [ask('override')] : [])];
    case 'sync-local-manifests':
      return [ask('get'), ask('sync'), ask('override')];
    case 'rollback':
      return [ask(settings.rollbackApart ? 'rollback' : 'sync')];
    case 'logs':
      return [ask('get'), ask('get', 'logs')];
    case 'exec':
      return [ask('get'), ask('create', 'exec')];
  }
}
