import type { ClusterRole, RbacRules, Role, RoleBinding } from '@tinjis/rules/rbac/grants';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { everybody, kubernetesUser, type KubernetesUser } from '@tinjis/delivery/model/identity';
import type { ServedRepository } from '../../identities/served-repository.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';

/**
 * All roles and bindings on the cluster, including those that Kubernetes ships, in the form that the evaluator takes.
 */
export async function liveRules(admin: Kubernetes): Promise<RbacRules> {
  const read = async <T extends KubernetesObject>(kind: string): Promise<readonly Resource<T>[]> =>
    (await admin.list({ apiVersion, kind })).map((object) => placed<T>(kind, object));
  const [roles, clusterRoles, roleBindings, clusterRoleBindings] = await Promise.all([
    read<Role>('Role'),
    read<ClusterRole>('ClusterRole'),
    read<RoleBinding>('RoleBinding'),
    read<RoleBinding>('ClusterRoleBinding'),
  ]);
  return { roles, clusterRoles, roleBindings, clusterRoleBindings };
}

// An item of a list does not give its own kind: the list does.
function placed<T extends KubernetesObject>(kind: string, object: LiveObject): Resource<T> {
  const { namespace = '', name } = object.metadata;
  const file = `the live ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  return { object: { ...object, apiVersion, kind } as unknown as T, at: () => ({ file, line: 1 }) };
}

/** The identity whose rights are asked about. */
export interface RightsSubject extends KubernetesUser {
  /** Part of a check's name. */
  readonly id: string;
  /** The repository governs this subject's rights. It does not govern the rights of Kubernetes' own programs. */
  readonly governed: boolean;
}

/**
 * Everybody in the team file, a stranger, somebody who did not log in, and every ServiceAccount of the cluster.
 * @param accounts the cluster's ServiceAccounts
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
