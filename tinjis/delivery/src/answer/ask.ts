import { type ClusterModel, type Model, serviceOn } from '../model/model.ts';
import type { Connect, Question } from '../model/question.ts';
import { argocdActionOf, byArgocd } from './argocd.ts';
import { mayCall } from './call.ts';
import { mayDeploy } from './deploy.ts';
import { mayPush, noPerson } from './git.ts';
import { answer, type Answer, route } from './route.ts';

/**
 * Answers what an identity may do on one cluster. `connectTo` answers whether a connection passes.
 * @param question its service is in the team file
 */
export function ask(model: Model, cluster: ClusterModel, question: Exclude<Question, Connect>): Answer {
  if (question.verb === 'call') return mayCall(model, cluster, question.who, question.request);
  if (question.verb === 'push') return mayPush(model, question);
  if (question.who.kind === 'account') return answer([route('merge', {}, { git: noPerson(question.who.name) })]);
  if (question.verb === 'deploy') return mayDeploy(model, cluster, question.who, question.service);
  const { workload } = serviceOn(model, cluster, question.service);
  const argocd = byArgocd(cluster, question.who, workload, argocdActionOf(question.verb));
  return answer([route('argocd', { actions: question.verb }, { argocd })]);
}
