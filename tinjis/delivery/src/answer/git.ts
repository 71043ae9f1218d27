import { memoized } from '@tinjis/rules/memo';
import { type Author, type Codeowners, mayMerge, ownersOf, readCodeowners } from '@tinjis/rules/codeowners/codeowners';
import { allow, reason, type Ruling } from '@tinjis/rules/ruling';
import type { Person } from '../model/identity.ts';
import type { Model } from '../model/model.ts';

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
