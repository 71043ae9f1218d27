import { memoized } from '@tinjis/rules/memo';
import {
  type Author,
  type Codeowners,
  mayMerge,
  namesOf,
  type OwnerRule,
  ownersOf,
  readCodeowners,
} from '@tinjis/rules/codeowners/codeowners';
import { rulesBelow } from '@tinjis/rules/codeowners/pattern';
import { allow, type Basis, deny, type Reason, reason, type Ruling, unknown, winning } from '@tinjis/rules/ruling';
import type { Person } from '../model/identity.ts';
import type { Model } from '../model/model.ts';
import type { Push } from '../model/question.ts';
import { answer, type Answer, route } from './route.ts';

/** What Git alone decides of a repository; the clusters have no say in it. */
type Ownership = Pick<Model, 'teams' | 'codeowners'>;

/** May this identity push there? No cluster is looked at. */
export function mayPush(model: Ownership, { who, ...place }: Push): Answer {
  if (who.kind === 'account') return answer([route('merge', {}, { git: noPerson(who.name) })]);
  return answer([route('merge', { path: place.path }, { git: byPush(model, who, place) })]);
}

/** A program logs in to neither GitHub nor Argo CD. */
export function noPerson(account: string): Ruling {
  return deny(reason('git/no-person', 'nothing-grants', { account }, { searched: [] }));
}

/** May this person get a change to that path merged without the agreement of anybody outside their own team? */
export function byGit(model: Ownership, person: Person, path: string): Ruling {
  const { codeowners, teams } = model;
  if (!codeowners) return allow(reason('git/no-codeowners', 'default', { path }, placesOf(model)));
  return mayMerge(read(codeowners), path, authorOf(person, teams.organisation));
}

/**
 * May this person push there? A plain file is judged by its CODEOWNERS line, a folder by every line that could decide
 * about something in it. Anything else without an owner is not known to be anybody's: no permission.
 */
export function byPush(model: Ownership, person: Person, { path, stands }: Pick<Push, 'path' | 'stands'>): Ruling {
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

/** Judges everything that lies, or could lie, below a folder. */
function belowFolder({ codeowners, teams }: Ownership, person: Person, folder: string, path: string): Ruling {
  const { rules, covering } = codeowners ? rulesBelow(read(codeowners), folder) : { rules: [] };
  const own = new Set(namesOf(authorOf(person, teams.organisation)));
  const unread = rules.find(({ fault }) => fault !== undefined);
  const ofOthers = rules.find(
    ({ owners, fault }) =>
      fault === undefined && owners.length > 0 && !owners.some((each) => own.has(each.toLowerCase())),
  );
  const because = ({ pattern, owners, at, fault = '' }: OwnerRule, code: string, basis: Basis) =>
    reason(code, basis, { path, pattern, owners: owners.join(', '), login: person.login, why: fault }, at);
  if (ofOthers) return deny(because(ofOthers, 'git/others-below', 'forbidden'));
  if (unread) return unknown(because(unread, 'git/owner-line-unread', 'input-missing'));
  if (!covering || rules.some(({ owners }) => owners.length === 0))
    return unknown(reason('git/unowned-place', 'input-missing', { path }, placesOf({ codeowners })));
  return allow(because(covering, 'git/own-team-approves', 'granted'));
}

/** The places to look for owners. */
function placesOf({ codeowners }: { readonly codeowners?: Model['codeowners'] | undefined }): Reason['at'] {
  return { searched: [{ file: codeowners?.file ?? '.github/CODEOWNERS', line: 1 }] };
}

/** The owners that the deciding CODEOWNERS line names for a path; nobody if no line decides. */
export function ownersOfPath({ codeowners }: Ownership, path: string): readonly string[] {
  return codeowners ? ownersOf(read(codeowners), path).owners : [];
}

/** The folders that lines of CODEOWNERS name, whether or not they are there, without slashes around them. */
export function foldersWithOwners({ codeowners }: Pick<Model, 'codeowners'>): readonly string[] {
  const rules = codeowners ? read(codeowners).rules : [];
  return rules.flatMap(({ pattern }) => /^\/?([^*?[\]\\]+)\/$/.exec(pattern)?.slice(1, 2) ?? []);
}

/** A person in the form CODEOWNERS uses for authors. */
export function authorOf({ login, email = login, teams }: Person, organisation: string): Author {
  return {
    login,
    teams: teams.map((team) => `@${organisation}/${team}`),
    ...(email.includes('@') && { email }),
  };
}

const read = memoized(({ text, file }: NonNullable<Model['codeowners']>): Codeowners => readCodeowners(text, file));
