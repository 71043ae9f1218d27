import { globSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';
import type { Folders } from '@tinjis/cluster/state';
import { gitFolders } from './folders.ts';

/**
 * The bare repository that the git server of an instance serves.
 * @throws Failure (found) when there is none yet, as after an `up` that was ended before it served one, or more than
 * one
 */
export function servedFolder(folders: Folders): string {
  const { repositories } = gitFolders(folders);
  const found = globSync('**/*.git', { cwd: repositories });
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Failure('found', {
      what: `${repositories} holds ${found.length} repositories, where the one that \`tinjis up\` serves is expected`,
      fix: 'run `tinjis up` for the instance again: it goes on where it was ended',
    });
  }
  return join(repositories, only);
}
