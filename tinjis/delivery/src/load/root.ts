import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';

const teamFile = 'policies/teams.yaml';

/**
 * Finds the top of the delivery repository.
 * @param cwd folder to look from; its parents are searched after it
 * @param named the folder given by `--repository`, if any; then only that one is looked at
 * @throws Failure (unreadable) where no policies/teams.yaml is found
 */
export function findRoot(cwd: string, named?: string): string {
  let folder = resolve(cwd, named ?? '.');
  for (;;) {
    if (existsSync(join(folder, teamFile))) return folder;
    const parent = dirname(folder);
    if (named !== undefined || parent === folder) {
      throw new Failure('unreadable', {
        what:
          named === undefined
            ? 'this folder is not inside a delivery repository'
            : `${named} is not a delivery repository`,
        why: `a delivery repository is recognised by its ${teamFile}, which says who may what`,
        fix: 'call tinjis inside the repository, or name it: --repository FOLDER',
      });
    }
    folder = parent;
  }
}
