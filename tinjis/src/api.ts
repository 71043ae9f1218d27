import { ask } from './decide/answer/ask.ts';
import type { Answer } from './decide/answer/route.ts';
import type { Finding } from './diagnose/finding.ts';
import { type Reader } from './load/reader.ts';
import { readRepository, type Repository } from './load/repository.ts';
import type { Tree } from './load/tree/tree.ts';
import type { Question } from './model/question.ts';
import type { Model } from './model/model.ts';

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
export function read(tree: Tree, reader?: Reader): Repository | { readonly faults: readonly Finding[] } {
  return readRepository(tree, reader);
}
