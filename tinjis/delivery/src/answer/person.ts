import { memoized } from '@tinjis/rules/memo';
import type { Person } from '../model/identity.ts';
import type { Model, ClusterModel, Workload } from '../model/model.ts';
import { allow, type Basis, deny, type Reason, reason, type Ruling, unknown, winning } from '@tinjis/rules/ruling';
import {
  type Author,
  type Codeowners,
  mayMerge,
  namesOf,
  type OwnerRule,
  ownersOf,
  readCodeowners,
} from '@tinjis/rules/codeowners/codeowners';
import { rulesBelow } from '@tinjis/rules/codeowners/folder';
import type { OperateVerb, Push } from '../model/question.ts';
import { enforce, type RbacSubject } from '@tinjis/rules/argocd/rbac/enforce';
import { argocdName, withoutApplication } from './project.ts';
import { rulesOf } from './rules.ts';

/** May this person get a change of that path merged without anybody outside their own team agreeing? */
export function byGit(model: Model, person: Person, path: string): Ruling {
  const { codeowners, teams } = model;
  if (!codeowners) return allow(reason('git/no-codeowners', 'default', { path }, placesOf(model)));
  return mayMerge(read(codeowners), path, authorOf(person, teams.organisation));
}

/**
 * May this person push there? A plain file is judged by its line of CODEOWNERS, a folder by every line that could
 * decide about something in it. What is no plain file and has no owner is not known to be anybody's: no permission.
 */
export function byPush(model: Model, person: Person, { path, stands }: Pick<Push, 'path' | 'stands'>): Ruling {
  const name = path.replace(/^\.?\/$|\/$/, '');
  const unowned = unknown(reason('git/unowned-place', 'input-missing', { path }, placesOf(model)));
  const file = name === '' || stands === 'folder' ? undefined : byGit(model, person, name);
  const asFile = file?.reasons[0].basis === 'default' && stands !== 'file' ? unowned : file;
  const isFile = stands === 'file' || (stands === undefined && !path.endsWith('/'));
  const rulings = [asFile, isFile ? undefined : belowFolder(model, person, name, path)].flatMap((each) => each ?? []);
  return rulings.reduce((worst, each) =>
    winning('all', [worst.verdict, each.verdict]) === worst.verdict ? worst : each,
  );
}

/** Judges whatever lies, or could lie, below a folder. */
function belowFolder({ codeowners, teams }: Model, person: Person, folder: string, path: string): Ruling {
  const { rules, covering } = codeowners ? rulesBelow(read(codeowners), folder) : { rules: [] };
  const own = new Set(namesOf(authorOf(person, teams.organisation)));
  const ofOthers = rules.find(({ owners }) => owners.length > 0 && !owners.some((each) => own.has(each.toLowerCase())));
  const because = ({ pattern, owners, at }: OwnerRule, code: string, basis: Basis) =>
    reason(code, basis, { path, pattern, owners: owners.join(', '), login: person.login }, at);
  if (ofOthers) return deny(because(ofOthers, 'git/others-below', 'forbidden'));
  if (!covering || rules.some(({ owners }) => owners.length === 0))
    return unknown(reason('git/unowned-place', 'input-missing', { path }, placesOf({ codeowners })));
  return allow(because(covering, 'git/own-team-approves', 'granted'));
}

/** Where owners are looked for. */
function placesOf({ codeowners }: { readonly codeowners?: Model['codeowners'] | undefined }): Reason['at'] {
  return { searched: [{ file: codeowners?.file ?? '.github/CODEOWNERS', line: 1 }] };
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
