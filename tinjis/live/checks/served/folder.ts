import { globSync } from 'node:fs';
import { join } from 'node:path';
import { gitFolders } from '../../platform/git/folders.ts';
import type { Folders } from '../../state.ts';

/**
 * The bare repository that the git server of an instance serves.
 * @throws Error when there is none, or more than one
 */
export function servedFolder(folders: Folders): string {
  const { repositories } = gitFolders(folders);
  const found = globSync('**/*.git', { cwd: repositories });
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${repositories} holds ${found.length} repositories, expected the one that \`tinjis up\` makes`);
  return join(repositories, only);
}
