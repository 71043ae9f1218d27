import type { ClusterModel, Model } from '../model/model.ts';
import type { Push, Question } from '../model/question.ts';
import { mayDoInArgocd } from './argocd.ts';
import { mayCall } from './call.ts';
import { answerAsKnown } from './can.ts';
import { connectTo } from './connect.ts';
import { mayDeploy } from './deploy.ts';
import { mayPush } from './git.ts';
import type { Answer } from './route.ts';

/**
 * Answers a question on one cluster. `can` does the same and loads only what the question needs; this is for whoever
 * asks questions of every kind.
 * @param question its service is in the team file
 */
export function ask(model: Model, cluster: ClusterModel, question: Question): Answer {
  return question.verb === 'push'
    ? mayPush(model, question)
    : answerAsKnown(cluster, question, () => answerTo(model, cluster, question));
}

function answerTo(model: Model, cluster: ClusterModel, question: Exclude<Question, Push>): Answer {
  if (question.verb === 'connect') return connectTo(model, cluster, question);
  if (question.verb === 'call') return mayCall(model, cluster, question.who, question.request);
  if (question.verb === 'deploy') return mayDeploy(model, cluster, question.who, question.service);
  return mayDoInArgocd(model, cluster, question);
}
