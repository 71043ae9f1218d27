import { join } from 'node:path';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import { diskTree } from '@tinjis/manifests/tree/disk';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Finding } from '@tinjis/rules/finding';
import { generate } from '../../src/generate/generate.ts';
import type { Model } from '../../src/model/model.ts';
import type { ProofContext, DeliveryPromise } from '../../src/verify/promise.ts';
import { proofOf } from '../../src/verify/verify.ts';

export const base = diskTree(join(process.cwd(), 'testing/fixtures/base'));
export const reader = new Reader();

/** The base as it is. */
export const repository = readRepository(base, reader) as Repository;

/** One text of a file for another. It must stand there, once. */
export type Edit = readonly [file: string, replace: string | RegExp, by: string];

/** What a proof of a tree is made from. */
export function contextOf(tree: Tree, model: Model, now = new Date()): ProofContext {
  return { tree, reader, model, generated: generate(model.teams, tree), now };
}

/** What a promise finds in the fixtures' base with some edits. */
export function breachesOf(promise: DeliveryPromise, ...edits: readonly Edit[]): readonly Finding[] {
  const { tree, model } = editedRepository(...edits);
  return proofOf(promise, contextOf(tree, model)).breaches;
}

/** The fixtures' base with some edits. */
export function editedRepository(...edits: readonly Edit[]): Repository {
  const changed = new Map<string, string>();
  for (const [file, replace, by] of edits) {
    const text = changed.get(file) ?? base.text(file);
    const parts = text.split(replace);
    if (parts.length !== 2)
      throw new Error(`${String(replace)} stands ${parts.length - 1} times in ${file}, expected once`);
    changed.set(file, parts.join(by));
  }
  return readRepository(changedTree(base, Object.fromEntries(changed)), reader) as Repository;
}

/** The same as words: the code, and the values of some of its arguments. */
export function foundBy(
  promise: DeliveryPromise,
  args: readonly string[],
  ...edits: readonly Edit[]
): readonly string[] {
  return breachesOf(promise, ...edits).map(({ code, args: values }) =>
    [code, ...args.map((arg) => values[arg] ?? '')].join(' '),
  );
}
