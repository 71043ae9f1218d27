import { parentPort, workerData } from 'node:worker_threads';
import { mutantsOf } from './mutants.ts';
import { inMemory } from './trees.ts';
import { Laboratory } from './trial.ts';

/** Tries the mutants of one share. The parent sends their places in the list, which is the same here. */
const { root, places } = workerData as { readonly root: string; readonly places: readonly number[] };
const tree = inMemory(root);
const all = mutantsOf(tree);
const laboratory = new Laboratory(tree);
for (const place of places) {
  const mutant = all[place];
  if (mutant) parentPort?.postMessage({ mutant, trial: laboratory.try(mutant) });
}
