import { closest } from '@tinjis/manifests/failure';
import { memoized } from '@tinjis/rules/memo';
import { type TeamMember, type PeopleGroup, type Teams, teamsPath } from './teams.ts';

/** A person as GitHub, Argo CD and Kubernetes know them. */
export interface Person {
  readonly kind: 'person';
  readonly login: string;
  /** The name that the identity provider sends to Kubernetes, where it is not the login. */
  readonly email?: string;
  /** Teams whose services they change, and the platform; none for a reader or a stranger. */
  readonly teams: readonly string[];
  /** Developer teams whose services they look at. */
  readonly sees: readonly string[];
  /** Teams in whose namespaces they write with kubectl, in an emergency. */
  readonly breaksGlass: readonly string[];
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
  return (
    members(teams).find((member) => [member.login, member.email].some((name) => name?.toLowerCase() === lower)) ??
    stranger(login)
  );
}

/** Says that a login is in no team, and which one was probably meant; undefined for one that is in a team. */
export function strangerNote(teams: Teams, { login, groups }: Person): string | undefined {
  if (groups.length > 0) return undefined;
  const like = closest(
    login,
    members(teams).map((member) => member.login),
  );
  return `${login} is in no team of ${teamsPath}${like === undefined ? '' : `; did you mean ${like}?`}`;
}

/**
 * Everybody in the team file, in its order, and at the end a stranger who can log in but is in no team. `group:NAME`
 * stands for those whom the identity provider alone knows: the members of a group for which the file names none.
 */
export function everybody(teams: Teams): readonly Person[] {
  const known = members(teams);
  return [...known, stranger(strangerFor(known))];
}

/** Somebody who can log in, and has no role. */
export function stranger(login: string): Person {
  return { kind: 'person', login, teams: [], sees: [], breaksGlass: [], groups: [] };
}

/** Everybody with a role, once, with the sum of their roles. */
const members = memoized(({ platform, developers }: Teams): readonly Person[] => {
  const roles = [platform, ...developers].flatMap(({ name: team, groups }) =>
    groups.flatMap(({ name: group, role, members: named }) =>
      (named.length > 0 ? named : [{ login: `${anyOf}${group}` }]).map((member: TeamMember) => ({
        ...member,
        team,
        group,
        role,
      })),
    ),
  );
  return [...Map.groupBy(roles, ({ login }) => login.toLowerCase()).values()].map((own): Person => {
    const [{ login, email }] = own as [(typeof own)[number]];
    const of = (...wanted: readonly PeopleGroup['role'][]): readonly string[] => [
      ...new Set(own.filter(({ role }) => wanted.includes(role)).map(({ team }) => team)),
    ];
    return {
      kind: 'person',
      login,
      ...(email !== undefined && { email }),
      teams: of('platform', 'developer'),
      sees: of('developer', 'reader', 'break-glass'),
      breaksGlass: of('break-glass'),
      groups: [...new Set(own.map(({ group }) => group))],
    };
  });
});

/** The people whom the team file names. */
export function namedPeople(teams: Teams): readonly Person[] {
  return members(teams).filter(({ login }) => !login.startsWith(anyOf));
}

/** No login has a colon. */
const anyOf = 'group:';

/** The local accounts of Argo CD where people have one each: no name of an account has an @. */
export function localAccounts(logins: readonly string[]): readonly string[] {
  return [...new Set(logins)].filter((login) => !login.includes('@') && !login.startsWith(anyOf));
}

function strangerFor(known: readonly Person[]): string {
  let login = 'somebody-else';
  while (known.some((member) => member.login === login)) login += '-';
  return login;
}

/** How the API server sees an identity, with the groups it adds by itself. */
export function kubernetesUser(identity: Identity): KubernetesUser {
  if (identity.kind === 'person')
    return { user: identity.email ?? identity.login, groups: [...identity.groups, 'system:authenticated'] };
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
