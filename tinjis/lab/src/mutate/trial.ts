import type { Finding } from '@tinjis/rules/ruling';
import { Reader } from '@tinjis/manifests/reader';
import { generate } from '@tinjis/delivery/generate/generate';
import { readRepository, type Repository } from '@tinjis/delivery/load/repository';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { hubOf } from '@tinjis/delivery/model/layout';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import type { DeliveryPromise } from '@tinjis/delivery/verify/promise';
import { deliveryPromises } from '@tinjis/delivery/verify/promises';
import { proofOf } from '@tinjis/delivery/verify/verify';
import type { Mutant } from './operator.ts';

/**
 * The result of a mutant. `found`: it breaks a promise other than that of the generated files, at a file the mutant
 * changed. `drift`: only the generated files show it. `elsewhere`: verify is red, but names no such file. `survived`:
 * verify is green.
 */
export type Fate = 'found' | 'drift' | 'elsewhere' | 'survived';

export interface Trial {
  readonly fate: Fate;
  /** The promise that found it, or the files that were named instead. */
  readonly by: string;
}

interface Broken {
  readonly promise: string;
  readonly findings: readonly Finding[];
}

const second = 'generated';

/** Tries mutants of one repository. It reads and prepares only what a mutant changes. */
export class Laboratory {
  readonly #tree: Tree;
  readonly #reader = new Reader();
  /** Asks first the promise that found the operator's last mutant: most other promises are then never asked. */
  readonly #first = new Map<string, string>();

  /** @param tree a repository whose every promise holds */
  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /**
   * @throws Error if the mutant cannot be read: the fault is its operator's, and the mutant would count as found by
   * mistake
   */
  try(mutant: Mutant): Trial {
    const tree = changedTree(this.#tree, mutant.changes);
    const repository = readRepository(tree, this.#reader);
    if ('faults' in repository)
      throw new Error(
        `${mutant.operator} makes ${mutant.file} unreadable (${mutant.what}): ${JSON.stringify(repository.faults[0])}`,
      );
    const elsewhere = new Set<string>();
    for (const { promise, findings } of this.#proofs(repository, mutant)) {
      if (findings.some((finding) => isNamed(finding, mutant))) {
        this.#first.set(mutant.operator, promise);
        return { fate: 'found', by: promise };
      }
      for (const { at, code } of findings) {
        elsewhere.add(`${at.file} (${promise}: ${code})`);
      }
    }
    const last = deliveryPromises.filter(({ name }) => name === second);
    const drift = [...this.#prove(last, repository, repository.model)].flatMap(({ findings }) => findings);
    if (drift.some((finding) => isNamed(finding, mutant)))
      return { fate: 'drift', by: [...elsewhere].slice(0, 2).join(', ') };
    if (elsewhere.size > 0 || drift.length > 0)
      return { fate: 'elsewhere', by: [...elsewhere].slice(0, 2).join(', ') || 'drift' };
    return { fate: 'survived', by: '' };
  }

  *#proofs(repository: Repository, { operator, changes }: Mutant): Generator<Broken> {
    yield { promise: 'followed', findings: repository.findings };
    const first = this.#first.get(operator);
    const asked = [...deliveryPromises]
      .sort((a, b) => Number(b.name === first) - Number(a.name === first))
      .filter(({ name }) => name !== second);
    for (const cluster of affected(repository.model, Object.keys(changes))) {
      yield* this.#prove(asked, repository, { ...repository.model, clusters: [cluster] });
    }
  }

  *#prove(asked: readonly DeliveryPromise[], { tree }: Repository, model: Model): Generator<Broken> {
    for (const promise of asked) {
      const context = {
        tree,
        reader: this.#reader,
        model,
        now: new Date(),
        // Hardly any proof needs the generated files, and a mutant is tried in milliseconds.
        generated: () => generate(model.teams, tree),
      };
      const { name, breaches } = proofOf(promise, context);
      yield { promise: name, findings: breaches };
    }
  }
}

/** The clusters that a change can reach; on all others every promise holds as before. */
function affected({ clusters }: Model, paths: readonly string[]): readonly ClusterModel[] {
  const own = new Set(paths.map((path) => /^(?:clusters|apps\/[^/]+\/[^/]+\/overlays)\/([^/]+)\//.exec(path)?.[1]));
  // What a hub has decides for its other clusters too.
  const only = clusters.filter(({ name, declared }) => own.has(name) || own.has(hubOf(declared)));
  const isKnown = [...own].every((name) => clusters.some((cluster) => cluster.name === name));
  return isKnown ? only : [...clusters].reverse();
}

function isNamed({ at, because, code }: Finding, { changes, names = [] }: Mutant): boolean {
  const cited = because === undefined ? [] : 'searched' in because.at ? because.at.searched : [because.at];
  // Whatever ends a rendering, kustomize names it in its message, and the finding names the folder.
  return code === 'kustomize/unrendered' || [at, ...cited].some(({ file }) => file in changes || names.includes(file));
}
