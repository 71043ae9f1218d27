import type { Person } from '../model/identity.ts';
import type { Model } from '../model/model.ts';
import { allow, reason, type Ruling } from '@tinjis/rules/ruling';
import { type Codeowners, ownersOf, readCodeowners } from '@tinjis/rules/codeowners/codeowners';
import { type Author, mayMerge } from '@tinjis/rules/codeowners/merge';

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

const compiled = new WeakMap<NonNullable<Model['codeowners']>, Codeowners>();

function read(source: NonNullable<Model['codeowners']>): Codeowners {
  let codeowners = compiled.get(source);
  if (!codeowners) compiled.set(source, (codeowners = readCodeowners(source.text, source.file)));
  return codeowners;
}
