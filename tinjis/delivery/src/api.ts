import { lazily } from '@tinjis/rules/memo';
import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { generate } from './generate/generate.ts';
import { readRepository, type Repository, type Unreadable } from './load/repository.ts';
import { proveAll, type Report } from './verify/verify.ts';

export { can, type ClusterAnswer } from './answer/can.ts';
export { readRepository as read } from './load/repository.ts';

/**
 * Proves every promise of a repository. Nothing is written and no program started, so a tree in memory will do.
 * @param reader give the same one for many variants of a tree: what does not differ is neither read nor prepared again
 */
export function verify(tree: Tree, reader: Reader = new Reader()): Report | Unreadable {
  const repository = readRepository(tree, reader, undefined, 'proof');
  return 'faults' in repository ? repository : prove(repository, reader);
}

/** Proves every promise of a repository that was read already, with the reader that read it. */
export function prove(repository: Repository, reader: Reader): Report {
  return proveAll(
    repository,
    lazily(() => generate(repository.model.teams, repository.tree)),
    reader,
  );
}
