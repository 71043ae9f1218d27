import type { Answer } from '../answer/route.ts';
import type { Identity } from '../model/identity.ts';
import { serviceKey } from '../model/layout.ts';
import type { Caller, Question } from '../model/question.ts';

/** The answer's first line: who may or may not do what. */
export function questionSentence(question: Question, verdict: Answer['verdict'], cluster: string): string {
  const may = { allow: 'may', deny: 'may not', unknown: 'may or may not' }[verdict];
  return `${subject(question)} ${may} ${action(question)}${question.verb === 'push' ? '' : ` on ${cluster}`}`;
}

function subject(question: Question): string {
  return question.verb === 'connect' ? callerName(question.from) : identityName(question.who);
}

function action(question: Question): string {
  if (question.verb === 'connect') return `connect to ${serviceKey(question.service)} on port ${question.port}`;
  if (question.verb === 'push') return `push ${question.path}`;
  if (question.verb !== 'call') return `${question.verb} ${serviceKey(question.service)}`;
  const { verb, resource, subresource, name, namespace } = question.request;
  const what = [resource, subresource, name].filter((part) => part !== undefined).join('/');
  return `${verb} ${what}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

function callerName(caller: Caller): string {
  if (caller.kind === 'service') return serviceKey(caller.service);
  if (caller.kind === 'outside') return caller.ip ?? 'somebody outside the cluster';
  return `pod ${caller.namespace}/${caller.name}, with any labels,`;
}

function identityName(identity: Identity): string {
  return identity.kind === 'person' ? identity.login : `system:serviceaccount:${identity.namespace}:${identity.name}`;
}
