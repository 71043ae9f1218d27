import type { Person } from '../model/identity.ts';
import { clusterFolder } from '../model/layout.ts';
import type { ClusterModel, Workload } from '../model/model.ts';
import type { OperateVerb } from '../model/question.ts';
import { enforce, type RbacSubject } from '@tinjis/rules/argocd/rbac';
import { deny, reason, type Ruling } from '@tinjis/rules/ruling';
import { rulesOf } from './rules.ts';

/** An action as Argo CD's policy names it. */
export interface Operation {
  readonly resource: 'applications' | 'logs' | 'exec';
  readonly action: string;
}

/** What each verb asks Argo CD for. Logs and exec are resources of their own there. */
export function operationOf(verb: OperateVerb): Operation {
  if (verb === 'logs') return { resource: 'logs', action: 'get' };
  if (verb === 'exec') return { resource: 'exec', action: 'create' };
  return { resource: 'applications', action: verb };
}

/**
 * How Argo CD knows a person: by the groups of single sign-on, or, where members have local accounts, by their name
 * alone.
 */
export function argocdSubject({ declared }: ClusterModel, { login, groups }: Person): RbacSubject {
  return { name: login, groups: declared.people === 'sso' ? groups : [] };
}

/** May this person do that with the Application of a service? */
export function byArgocd(
  cluster: ClusterModel,
  person: Person,
  workload: Workload,
  { resource, action }: Operation,
): Ruling {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(workload.folder);
  if (!application) {
    const searched = [{ file: clusterFolder(cluster.name), line: 1 }];
    return deny(reason('argocd/no-application', 'nothing-grants', { folder: workload.folder }, { searched }));
  }
  const { spec, metadata } = application.object;
  return enforce(rules.argocdPolicy, argocdSubject(cluster, person), {
    resource,
    action,
    object: `${spec.project ?? ''}/${metadata.name}`,
  });
}
