import type { ClusterModel, Model } from '../model/model.ts';
import type { Question } from '../model/question.ts';
import type { Answer } from './route.ts';

/** A question's answer on one cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly answer: Answer;
}

/** Answers a question on the clusters named; what is pushed is pushed for all of them, so that is asked once. */
export async function can(
  model: Model,
  question: Question,
  clusters: readonly string[],
): Promise<readonly ClusterAnswer[]> {
  const asked = model.clusters.filter(({ name }) => clusters.includes(name));
  const answerOn = await answerer(model, question);
  return (question.verb === 'push' ? asked.slice(0, 1) : asked).map((cluster) => ({
    cluster: cluster.name,
    answer: answerOn(cluster),
  }));
}

/** Only what the question needs is loaded: a connection passes no layer that a person passes. */
async function answerer(model: Model, question: Question): Promise<(cluster: ClusterModel) => Answer> {
  if (question.verb === 'connect') {
    const { connectTo } = await import('./connect.ts');
    return (cluster) => connectTo(model, cluster, question);
  }
  const { ask } = await import('./ask.ts');
  return (cluster) => ask(model, cluster, question);
}
