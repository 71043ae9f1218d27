import {
  type Account,
  type Identity,
  kubernetesUser,
  personOf,
  type KubernetesUser,
} from '@tinjis/delivery/model/identity';
import type { Model } from '@tinjis/delivery/model/model';
import { connect } from '@tinjis/cluster/kubernetes/connection';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { peopleOf, type DemoPerson } from '@tinjis/platform/people/people';
import type { Folders } from '@tinjis/cluster/state';

/** Somebody who calls the API server with credentials of their own. */
export interface ApiCaller {
  /** The caller's name in reports. */
  readonly name: string;
  readonly user: KubernetesUser;
  /** The caller as the model knows them; undefined for a caller without a name. */
  readonly identity?: Identity;
  readonly client: Kubernetes;
}

/** Lifetime of a requested token, in seconds: the shortest that the API server grants. */
const tokenLasts = 600;

/**
 * Everything that `tinjis up` made for a member of a team.
 * @throws Error for a login that is in no team
 */
export function demoPerson({ teams }: Model, { secrets }: Folders, login: string): DemoPerson {
  const found = peopleOf(teams, secrets).find((each) => each.login === login);
  if (!found) throw new Error(`${login} is in no team of the served repository`);
  return found;
}

/** A member of a team, with the client certificate that `tinjis up` gave them. */
export function person(admin: Kubernetes, model: Model, folders: Folders, login: string): ApiCaller {
  const identity = personOf(model.teams, login);
  const connection = connect(demoPerson(model, folders, login).kubeconfig);
  return { name: login, identity, user: kubernetesUser(identity), client: new Kubernetes(connection, admin.discovery) };
}

/**
 * A ServiceAccount, with a token that the administrator requests: the token that a program running as it would hold.
 */
export async function account(admin: Kubernetes, namespace: string, name: string): Promise<ApiCaller> {
  const identity: Account = { kind: 'account', namespace, name };
  const request = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace },
    spec: { expirationSeconds: tokenLasts },
  };
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const answer = await admin.request<{ status: { token: string } }>({ method: 'POST', path, body: request });
  if (!answer.ok) throw new Error(`no token for ${namespace}/${name}: ${answer.message}`);
  const user = kubernetesUser(identity);
  return {
    name: `${namespace}/${name}`,
    identity,
    user,
    client: admin.as({ kind: 'token', token: answer.body.status.token }),
  };
}

/** Somebody without any credentials. */
export function nobody(admin: Kubernetes): ApiCaller {
  return {
    name: 'anonymous',
    user: { user: 'system:anonymous', groups: ['system:unauthenticated'] },
    client: admin.as({ kind: 'anonymous' }),
  };
}
