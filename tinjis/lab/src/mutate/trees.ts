import { loadTeams } from '@tinjis/delivery/load/teams';
import { type Tree, diskTree } from '@tinjis/manifests/tree/tree';
import type { DeveloperTeam, Teams } from '@tinjis/delivery/model/teams';
import { type Manifest, readManifests } from './manifest.ts';
import { changedTree } from '@tinjis/manifests/tree/memory';

/** The repository to weaken. */
export interface Trees {
  readonly tree: Tree;
  /** The teams whose names the weakenings use, so any organisation's repository can be weakened. */
  readonly teams: Teams;
  /**
   * Every document of the delivery folders that people write or the generator makes. The vendors' files are pinned by
   * their hash.
   */
  readonly manifests: readonly Manifest[];
}

/**
 * Reads everything that can be weakened. The team file is left out: it is the intent that everything is checked
 * against, not a rule.
 */
export function readTrees(tree: Tree): Trees {
  const files = tree.paths.filter(
    (path) => /\.ya?ml$/.test(path) && !path.startsWith('clusters/vendor/') && !path.startsWith('policies/teams'),
  );
  return {
    tree,
    teams: loadTeams(tree),
    manifests: files
      .filter((path) => tree.kind(path) === 'file')
      .flatMap((path) => readManifests(path, tree.text(path))),
  };
}

/** Each team with one other team, from which it must be kept apart. */
export function neighbours({ developers }: Teams): readonly (readonly [team: DeveloperTeam, other: DeveloperTeam])[] {
  return developers.flatMap((team) =>
    developers
      .filter((each) => each !== team)
      .slice(0, 1)
      .map((other) => [team, other] as const),
  );
}

/** A checkout, read once; all mutants share its texts. */
export function inMemory(root: string): Tree {
  const disk = diskTree(root);
  return changedTree(
    disk,
    Object.fromEntries(disk.paths.filter((path) => disk.kind(path) === 'file').map((path) => [path, disk.text(path)])),
  );
}
