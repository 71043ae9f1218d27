import { type ClusterModel, type Model, serviceOn } from '../model/model.ts';
import { serviceKey } from '../model/layout.ts';
import type { Connect, Question } from '../model/question.ts';
import { deny, reason, unknown } from '@tinjis/rules/ruling';
import { mayCall } from './call.ts';
import { mayConnect, servicePodOf } from './connect.ts';
import { mayDeploy } from './deploy.ts';
import { byPush, byArgocd, argocdActionOf } from './person.ts';
import { answer, type Answer, route } from './route.ts';

/** Answers a question about one cluster. The service of a question is one of the team file. */
export function ask(model: Model, cluster: ClusterModel, question: Question): Answer {
  if (question.verb === 'connect') return connectTo(model, cluster, question);
  if (question.verb === 'call') return mayCall(model, cluster, question.who, question.request);
  if (question.who.kind === 'account') return answer([route('merge', {}, { git: noPerson(question.who.name) })]);
  if (question.verb === 'push')
    return answer([route('merge', { path: question.path }, { git: byPush(model, question.who, question) })]);
  if (question.verb === 'deploy') return mayDeploy(model, cluster, question.who, question.service);
  const { workload } = serviceOn(model, cluster, question.service);
  const argocd = byArgocd(cluster, question.who, workload, argocdActionOf(question.verb));
  return answer([route('argocd', { actions: question.verb }, { argocd })]);
}

/** A program logs in neither to GitHub nor to Argo CD. */
function noPerson(account: string): ReturnType<typeof deny> {
  return deny(reason('git/no-person', 'nothing-grants', { account }, { searched: [] }));
}

function connectTo(model: Model, cluster: ClusterModel, { from, service, port }: Connect): Answer {
  const { team, workload } = serviceOn(model, cluster, service);
  const to = servicePodOf(cluster, workload, team.namespace);
  if (!to) {
    const network = unknown(
      reason(
        'network/no-pod',
        'input-missing',
        { service: serviceKey(service), cluster: cluster.name },
        { searched: [] },
      ),
    );
    return answer([route('network', { from: '', labels: '' }, { network })]);
  }
  return mayConnect(model, cluster, from, to, port);
}

/** A question's answer on one cluster. */
export interface ClusterAnswer {
  readonly cluster: string;
  readonly answer: Answer;
}

/** Answers a question on the clusters named; what is pushed is pushed for all of them, so that is asked once. */
export function can(model: Model, question: Question, clusters: readonly string[]): readonly ClusterAnswer[] {
  const asked = model.clusters.filter(({ name }) => clusters.includes(name));
  return (question.verb === 'push' ? asked.slice(0, 1) : asked).map((cluster) => ({
    cluster: cluster.name,
    answer: ask(model, cluster, question),
  }));
}
