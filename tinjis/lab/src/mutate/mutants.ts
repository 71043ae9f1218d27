import { findDrift } from '@tinjis/delivery/model/generated';
import { generate } from '@tinjis/delivery/generate/generate';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { idOf, type Mutant } from './operator.ts';
import { operators } from './operators.ts';
import { readTrees } from './trees.ts';

/**
 * Every weakening of a repository, each once. An edit that leaves its file unchanged is no mutant. A weakened building
 * block of the generator comes with the files generated from it, as it would reach the clusters.
 */
export function mutantsOf(tree: Tree): readonly Mutant[] {
  const trees = readTrees(tree);
  const found = new Map<string, Mutant>();
  for (const operator of operators) {
    for (const mutant of operator.mutants(trees)) {
      const same = Object.entries(mutant.changes).every(
        ([path, text]) => tree.kind(path) === 'file' && tree.text(path) === text,
      );
      if (!same)
        found.set(
          `${idOf(mutant)}\0${JSON.stringify(mutant.changes)}`,
          mutant.file.startsWith('policies/network/') ? regenerated(tree, mutant) : mutant,
        );
    }
  }
  return [...found.values()];
}

function regenerated(tree: Tree, mutant: Mutant): Mutant {
  const changed = changedTree(tree, mutant.changes);
  const drift = findDrift(changed, generate(loadTeams(changed), changed));
  return {
    ...mutant,
    changes: { ...mutant.changes, ...Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? ''])) },
  };
}

/**
 * Chooses the requested number of items by a seed; the same seed chooses the same items. The generator is mulberry32:
 * nothing here needs to be hard to guess.
 */
export function sample<T>(all: readonly T[], size: number, seed: number): readonly T[] {
  const rest = [...all];
  const chosen: T[] = [];
  let state = seed >>> 0;
  while (chosen.length < size && rest.length > 0) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    chosen.push(...rest.splice(((mixed ^ (mixed >>> 14)) >>> 0) % rest.length, 1));
  }
  return chosen;
}
