import { ask } from './decide/answer/ask.ts';
import type { Answer } from './decide/answer/route.ts';
import { Reader } from './load/reader.ts';
import { readRepository, type Repository, type Unreadable } from './load/repository.ts';
import type { Tree } from './load/tree/tree.ts';
import type { Question } from './model/question.ts';
import type { Model } from './model/model.ts';
import { prove, type Report } from './verify/verify.ts';

/** A question's answer on one cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly answer: Answer;
}

/** Answers a question on the clusters named; what is pushed is pushed for all of them, so that is asked once. */
export function can(model: Model, question: Question, clusters: readonly string[]): readonly ClusterAnswer[] {
  const asked = model.clusters.filter(({ name }) => clusters.includes(name));
  return (question.verb === 'push' ? asked.slice(0, 1) : asked).map((cluster) => ({ cluster: cluster.name, answer: ask(model, cluster, question) }));
}

/** Reads a repository; `faults` are all the reasons why it cannot be read. */
export function read(tree: Tree, reader: Reader = new Reader(), only?: string): Repository | Unreadable {
  return readRepository(tree, reader, only);
}

/**
 * Proves every promise of a repository. Nothing is written and no program started, so a tree in memory will do.
 * @param reader give the same one for many variants of a tree: what does not differ is neither read nor prepared again
 */
export function verify(tree: Tree, reader: Reader = new Reader()): Report | Unreadable {
  const repository = readRepository(tree, reader);
  return 'faults' in repository ? repository : prove(repository, reader);
}
