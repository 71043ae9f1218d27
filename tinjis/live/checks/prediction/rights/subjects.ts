import { everybody, kubernetesUser, type KubernetesUser } from '../../../../src/model/identity.ts';
import type { Model } from '../../../../src/model/model.ts';
import type { LiveObject } from '../../../kubernetes/objects.ts';

/** Whose rights are asked about. */
export interface Subject extends KubernetesUser {
  /** Part of a check's name. */
  readonly id: string;
}

/**
 * Everybody the team file knows, a stranger, somebody who did not log in, and every ServiceAccount of the cluster but those of
 * Kubernetes' own controllers, whose rights come with Kubernetes and not from here.
 * @param accounts ServiceAccounts as they are on the cluster
 */
export function subjectsOf(model: Model, accounts: readonly LiveObject[]): readonly Subject[] {
  const people = everybody(model.teams).map((person) => ({ id: person.login, ...kubernetesUser(person) }));
  const programs = accounts
    .filter(({ metadata: { namespace, name } }) => namespace !== 'kube-system' || !name.endsWith('-controller') || name.startsWith('sealed-'))
    .map(({ metadata: { namespace = '', name } }) => ({ id: `${namespace}-${name}`, ...kubernetesUser({ kind: 'account', namespace, name }) }));
  return [...people, { id: 'anonymous', user: 'system:anonymous', groups: ['system:unauthenticated'] }, ...programs];
}
