import { Failure } from '@tinjis/manifests/failure';
import type { Kubernetes } from './client.ts';
import { granted } from './answer.ts';

/** A user to act as, by impersonation; the API server records both names in its audit log. */
export interface Acting {
  readonly user: string;
  readonly groups: readonly string[];
}

/** The groups that policies/admission lets pass: those who bring a cluster up, and those who break the glass. */
const administrators = ['system:masters', 'kubeadm:cluster-admins'];

/**
 * The member that a kubeconfig's user has to act as to pass the platform's admission rules. Those rules know
 * administrators by group. In managed clusters, RBAC alone makes somebody an administrator, and no group lists them;
 * such an administrator may act as a member.
 * @returns undefined if the user is already in one of the groups
 * @throws Failure (found) for somebody who is not an administrator or may not act as one
 */
export async function actingAdministrator(kubernetes: Kubernetes): Promise<Acting | undefined> {
  const { userInfo } = await asked<Review>(kubernetes, 'authentication.k8s.io', 'SelfSubjectReview');
  const { username: user, groups = [] } = userInfo;
  if (groups.some((group) => administrators.includes(group))) return undefined;
  const acting: Acting = { user, groups: [administrators[0] ?? ''] };
  const everything = { resourceAttributes: { verb: '*', group: '*', resource: '*' } };
  if (!(await asked<Access>(kubernetes, 'authorization.k8s.io', 'SelfSubjectAccessReview', everything)).allowed) {
    throw new Failure('found', {
      what: `${user} is no administrator of this cluster`,
      why: 'the platform makes namespaces, kinds, roles and admission rules',
      fix: 'take a context whose user may do everything, such as one with the ClusterRole cluster-admin',
    });
  }
  const acted = await kubernetes.as({ kind: 'impersonated', ...acting }).request({ method: 'GET', path: '/readyz' });
  if (!acted.ok) {
    throw new Failure('found', {
      what: `${user} may not act as a member of ${acting.groups.join()}: ${acted.message}`,
      why: 'the admission rules of policies/admission let administrators pass by that group alone, whatever RBAC grants',
      fix: 'take a context whose user is in it, or may impersonate it',
    });
  }
  return acting;
}

interface Review {
  readonly userInfo: { readonly username: string; readonly groups?: readonly string[] };
}

interface Access {
  readonly allowed: boolean;
}

/** The API server's answer to callers who ask about themselves. */
async function asked<Status>(kubernetes: Kubernetes, group: string, kind: string, spec?: object): Promise<Status> {
  const body = { apiVersion: `${group}/v1`, kind, spec };
  const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
  return granted(`a ${kind}`, await kubernetes.request<{ readonly status: Status }>({ method: 'POST', path, body }))
    .status;
}
