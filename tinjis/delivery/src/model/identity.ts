import { closest } from '@tinjis/manifests/failure';
import { type Teams, teamsPath } from './teams.ts';

/** A person as GitHub, Argo CD and Kubernetes know them. */
export interface Person {
  readonly kind: 'person';
  readonly login: string;
  /** The team the team file puts them in; undefined for somebody it does not know. */
  readonly team?: string;
  /** Groups the identity provider vouches for. */
  readonly groups: readonly string[];
}

/** A ServiceAccount: what a program in the cluster acts as. */
export interface Account {
  readonly kind: 'account';
  readonly namespace: string;
  readonly name: string;
}

export type Identity = Person | Account;

/** The user name and groups the Kubernetes API server sees. */
export interface KubernetesUser {
  readonly user: string;
  readonly groups: readonly string[];
}

/**
 * Looks a login up in the team file, as GitHub does: upper and lower case are the same. Somebody unknown is a person
 * without team or groups, whose rights are worth asking about too.
 */
export function personOf(teams: Teams, login: string): Person {
  const lower = login.toLowerCase();
  return members(teams).find((member) => member.login.toLowerCase() === lower) ?? { kind: 'person', login, groups: [] };
}

/** Says that a login is in no team, and which one was probably meant; undefined for one that is in a team. */
export function strangerNote(teams: Teams, { login, team }: Person): string | undefined {
  if (team !== undefined) return undefined;
  const like = closest(
    login,
    members(teams).map((member) => member.login),
  );
  return `${login} is in no team of ${teamsPath}${like === undefined ? '' : `; did you mean ${like}?`}`;
}

/** Everybody in the team file, in its order, and at the end a stranger who can log in but is in no team. */
export function everybody(teams: Teams): readonly Person[] {
  const known = members(teams);
  return [...known, { kind: 'person', login: strangerFor(known), groups: [] }];
}

function members({ platform, developers }: Teams): readonly Person[] {
  return [platform, ...developers].flatMap(({ name, group, members: logins }) =>
    logins.map((login): Person => ({ kind: 'person', login, team: name, groups: [group] })),
  );
}

function strangerFor(known: readonly Person[]): string {
  let login = 'somebody-else';
  while (known.some((member) => member.login === login)) login += '-';
  return login;
}

/** How the API server sees an identity, with the groups it adds by itself. */
export function kubernetesUser(identity: Identity): KubernetesUser {
  if (identity.kind === 'person') return { user: identity.login, groups: [...identity.groups, 'system:authenticated'] };
  const { namespace, name } = identity;
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** Reads `system:serviceaccount:NAMESPACE:NAME`; undefined for any other user name. */
export function accountOf(user: string): Account | undefined {
  const [system, kind, namespace, name, more] = user.split(':');
  if (system !== 'system' || kind !== 'serviceaccount' || !namespace || !name || more !== undefined) return undefined;
  return { kind: 'account', namespace, name };
}

/** How an identity is named where one is printed: a login, or `system:serviceaccount:NAMESPACE:NAME`. */
export function identityName(identity: Identity): string {
  return identity.kind === 'person' ? identity.login : kubernetesUser(identity).user;
}
