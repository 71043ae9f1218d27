import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { Failure } from './failure.ts';

/**
 * Checks that secrets may be written to a folder: outside the repository, and over nothing that is there.
 * @param root top folder of the repository
 * @param folder the folder; made if need be, for this user only
 * @param names of the files to come
 * @throws Failure (misuse) where it may not
 */
export function refuseUnfit(root: string, folder: string, names: readonly string[]): void {
  if (`${real(folder)}${sep}`.startsWith(`${real(root)}${sep}`)) {
    throw new Failure('misuse', {
      what: `${folder} lies inside the repository`,
      why: 'what is secret is one `git add` away from everybody there',
      fix: 'name a folder elsewhere, on a disk that is encrypted',
    });
  }
  const taken = names.find((name) => existsSync(join(folder, name)));
  if (taken === undefined) return;
  throw new Failure('misuse', {
    what: `${join(folder, taken)} is there already`,
    why: 'a sealing key that is overwritten is lost, and every value sealed for it',
    fix: 'name another folder, or put that file away safely first',
  });
}

/** Writes files that only this user can read, over nothing that is there. */
export function writePrivate(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text, { mode: 0o600, flag: 'wx' });
  }
}

/** The path without links, as far as it is there. */
function real(path: string): string {
  const absolute = resolve(path);
  return existsSync(absolute)
    ? realpathSync(absolute)
    : join(real(dirname(absolute)), absolute.slice(dirname(absolute).length));
}
