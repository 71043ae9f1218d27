import { reason, unknown } from '@tinjis/rules/ruling';
import type { ClusterModel, Model } from '../model/model.ts';
import type { Push, Question } from '../model/question.ts';
import { asFarAsKnown } from './foreign-kinds.ts';
import { answer, type Answer, route } from './route.ts';

/** The answer to a question on one cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly answer: Answer;
}

/** A question that clusters decide. */
type ClusterQuestion = Exclude<Question, Push>;

/** Answers a question on the named clusters. A push affects all clusters, so that question is asked once. */
export async function can(
  model: Model,
  question: Question,
  clusters: readonly string[],
): Promise<readonly ClusterAnswer[]> {
  const asked = model.clusters.filter(({ name }) => clusters.includes(name));
  if (question.verb === 'push') {
    const { mayPush } = await import('./git.ts');
    return asked.slice(0, 1).map(({ name }) => ({ cluster: name, answer: mayPush(model, question) }));
  }
  const answerOn = await answerer(model, question);
  return asked.map((cluster) => ({ cluster: cluster.name, answer: answerAsKnown(cluster, question, answerOn) }));
}

/** The answer on one cluster, or why nothing is known there. */
export function answerAsKnown(
  cluster: ClusterModel,
  question: ClusterQuestion,
  answerOn: (cluster: ClusterModel) => Answer,
): Answer {
  return notKnown(cluster, question) ?? asFarAsKnown(cluster, answerOn(cluster));
}

/** Of a cluster with a folder that does not render nothing is said: it could hold what decides. */
function notKnown({ name: cluster, unrendered: [found] }: ClusterModel, { verb }: ClusterQuestion): Answer | undefined {
  if (!found) return undefined;
  const argocd = unknown(reason('argocd/unrendered', 'input-missing', { ...found.args, cluster }, found.at));
  const [kind, args] =
    verb === 'connect' ? (['network', { from: '', labels: '' }] as const) : (['argocd', { actions: verb }] as const);
  return answer([route(kind, args, { argocd })]);
}

/** Loads only what the question needs: a connection passes none of the layers that a person passes. */
async function answerer(model: Model, question: ClusterQuestion): Promise<(cluster: ClusterModel) => Answer> {
  if (question.verb === 'deploy') {
    const { mayDeploy } = await import('./deploy.ts');
    return (cluster) => mayDeploy(model, cluster, question.who, question.service);
  }
  if (question.verb === 'connect') {
    const { connectTo } = await import('./connect.ts');
    return (cluster) => connectTo(model, cluster, question);
  }
  if (question.verb === 'call') {
    const { mayCall } = await import('./call.ts');
    return (cluster) => mayCall(model, cluster, question.who, question.request);
  }
  const { mayDoInArgocd } = await import('./argocd.ts');
  return (cluster) => mayDoInArgocd(model, cluster, question);
}
