import { memoized } from '@tinjis/rules/memo';
import type { Person } from '../model/identity.ts';
import type { Model, ClusterModel, Workload } from '../model/model.ts';
import { allow, reason, type Ruling } from '@tinjis/rules/ruling';
import { type Codeowners, ownersOf, readCodeowners, type Author, mayMerge } from '@tinjis/rules/codeowners/codeowners';
import type { OperateVerb } from '../model/question.ts';
import { enforce, type RbacSubject } from '@tinjis/rules/argocd/rbac/enforce';
import { argocdName, withoutApplication } from './project.ts';
import { rulesOf } from './rules.ts';

/** May this person get a change of that path merged without anybody outside their own team agreeing? */
export function byGit(model: Model, person: Person, path: string): Ruling {
  const { codeowners, teams } = model;
  if (!codeowners)
    return allow(
      reason('git/no-codeowners', 'default', { path }, { searched: [{ file: '.github/CODEOWNERS', line: 1 }] }),
    );
  return mayMerge(read(codeowners), path, authorOf(person, teams.organisation));
}

/** Whom the line of CODEOWNERS that decides about a path names; nobody where no line decides. */
export function ownersOfPath({ codeowners }: Model, path: string): readonly string[] {
  return codeowners ? ownersOf(read(codeowners), path).owners : [];
}

/** A person as CODEOWNERS knows authors. */
export function authorOf({ login, team }: Person, organisation: string): Author {
  return { login, teams: team === undefined ? [] : [`@${organisation}/${team}`] };
}

const read = memoized(({ text, file }: NonNullable<Model['codeowners']>): Codeowners => readCodeowners(text, file));

/** An action as Argo CD's policy names it. */
export interface ArgocdAction {
  readonly resource: 'applications' | 'logs' | 'exec';
  readonly action: string;
}

/** What each verb asks Argo CD for. Logs and exec are resources of their own there. */
export function argocdActionOf(verb: OperateVerb): ArgocdAction {
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
  { resource, action }: ArgocdAction,
): Ruling {
  const rules = rulesOf(cluster);
  const application = rules.applicationOf.get(workload.folder);
  if (!application) return withoutApplication(workload.folder, cluster).ruling;
  return enforce(rules.argocdPolicy, argocdSubject(cluster, person), {
    resource,
    action,
    object: argocdName(application),
  });
}
