import { everybody, kubernetesUser, type KubernetesUser } from '@tinjis/delivery/model/identity';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { ServedRepository } from '../../served.ts';

/** Whose rights are asked about. */
export interface RightsSubject extends KubernetesUser {
  /** Part of a check's name. */
  readonly id: string;
  /** Its rights are the repository's to give. Those of Kubernetes' own programs are not. */
  readonly governed: boolean;
}

/**
 * Everybody the team file knows, a stranger, somebody who did not log in, and every ServiceAccount of the cluster.
 * @param accounts ServiceAccounts as they are on the cluster
 */
export function subjectsOf(
  { model, cluster }: ServedRepository,
  accounts: readonly LiveObject[],
): readonly RightsSubject[] {
  const people = everybody(model.teams).map((person) => ({
    id: person.login,
    governed: true,
    ...kubernetesUser(person),
  }));
  const nobody = { id: 'anonymous', governed: true, user: 'system:anonymous', groups: ['system:unauthenticated'] };
  const programs = accounts.map(({ metadata: { namespace = '', name } }) => ({
    id: `${namespace}-${name}`,
    governed: name === 'default' || cluster.governance.get('/ServiceAccount', `${namespace}/${name}`) !== undefined,
    ...kubernetesUser({ kind: 'account', namespace, name }),
  }));
  return [...people, nobody, ...programs];
}
