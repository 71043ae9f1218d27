import { memoized } from '@tinjis/rules/memo';
import type { Snapshot } from '../../model/proposal.ts';
import { readYaml } from '@tinjis/manifests/yaml/read-yaml';
import type { TreeEntry, Git } from './git.ts';
import type { Reader } from '@tinjis/manifests/reader';
import type { EntryKind, Tree } from '@tinjis/manifests/tree/tree';

/**
 * A commit's files as the guard sees them.
 * @param wanted paths whose text is probably asked for; they are read together with the first one
 */
export function gitSnapshot(
  git: Git,
  entries: ReadonlyMap<string, TreeEntry>,
  wanted: (path: string) => boolean,
): Snapshot {
  const paths = [...entries.keys()];
  const contents = new Map<string, Buffer>();
  let folders: ReadonlySet<string> | undefined;

  const bytes = (path: string): Buffer | undefined => {
    const id = entries.get(path)?.id ?? '';
    if (!contents.has(id)) {
      const ids = [...entries].filter(([other]) => wanted(other)).map(([, entry]) => entry.id);
      for (const found of git.objects([...new Set([id, ...ids])])) {
        if (found) contents.set(found.id, found.content);
      }
    }
    return contents.get(id);
  };
  // Bytes that are no UTF-8 become U+FFFD, which no rule takes for anything harmless.
  const text = (path: string): string => new TextDecoder().decode(bytes(path));
  return {
    paths,
    mode: (path) => entries.get(path)?.mode,
    isFolder: (path) => (folders ??= foldersOf(paths)).has(path),
    text,
    yaml: (path) => readYaml(path, text(path)),
  };
}

const foldersIn = memoized((paths: readonly string[]) => foldersOf(paths));

function foldersOf(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

const modes: Readonly<Record<EntryKind | 'nothing', string | undefined>> = {
  file: '100644',
  symlink: '120000',
  submodule: '160000',
  nothing: undefined,
};

/** A tree as the guard reads one, so that what it would refuse in a change is also found in what is there already. */
export function treeSnapshot(tree: Tree, reader: Reader): Snapshot {
  return {
    paths: tree.paths,
    mode: (path) => modes[tree.kind(path) ?? 'nothing'],
    isFolder: (path) => foldersIn(tree.paths).has(path),
    text: (path) => tree.text(path),
    yaml: (path) => reader.manifests(tree, path),
  };
}
