import { join } from 'node:path';
import { lazily } from '@tinjis/rules/memo';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Finding } from '@tinjis/rules/ruling';
import { generate } from '../../src/generate/generate.ts';
import { Objects } from '@tinjis/rules/objects/objects';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel, Model } from '../../src/model/model.ts';
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
  return { tree, reader, model, generated: lazily(() => generate(model.teams, tree)), now };
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

/**
 * What a promise finds where one object of the base is another. Nothing is rendered for it.
 * @param of kind, namespace and name, as in `ConfigMap argocd/argocd-cm`
 * @param change gets a copy of the object, to write to
 */
export function breachesWith(
  promise: DeliveryPromise,
  of: string,
  change: (object: Writable) => void,
): readonly Finding[] {
  const clusters = repository.model.clusters.map((cluster): ClusterModel => {
    const all = cluster.governance.all.map(({ object, at }): Resource => {
      const { kind, metadata } = object;
      if (`${kind} ${metadata.namespace ?? ''}/${metadata.name}` !== of) return { object, at };
      const copy = structuredClone(object) as unknown as Writable;
      change(copy);
      return { object: copy as unknown as KubernetesObject, at };
    });
    const governance = new Objects(all);
    return { ...cluster, governance, argocd: governance };
  });
  return proofOf(promise, contextOf(base, { ...repository.model, clusters })).breaches;
}

/** An object whose fields a test sets as it likes. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Writable = any;

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
