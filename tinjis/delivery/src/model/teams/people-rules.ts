import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { TeamMember, PeopleGroup, TeamsFault } from '../teams.ts';
import type { DeveloperEntry, PlatformEntry, TeamsFile } from './read.ts';

/** A GitHub login, an e-mail address, or both of the same person. */
export type MemberEntry = string | { readonly github: string; readonly email: string };

/** A further group of a team. */
export interface GroupEntry {
  readonly group: string;
  readonly role: 'developer' | 'reader' | 'break-glass';
  readonly members?: readonly MemberEntry[];
}

/** The groups of a team's entry, its own first, and the logins of those who change its services. */
export function toGroups(entry: PlatformEntry | DeveloperEntry): {
  readonly members: readonly string[];
  readonly groups: readonly PeopleGroup[];
} {
  const more = 'groups' in entry ? entry.groups : [];
  const groups = [entry, ...more].map(({ group: name, role, members = [] }) => ({
    name,
    role,
    members: members.map(toMember),
  }));
  const changing = groups.filter(({ role }) => role === 'platform' || role === 'developer');
  return { groups, members: [...new Set(changing.flatMap(({ members }) => members.map(({ login }) => login)))] };
}

function toMember(entry: MemberEntry): TeamMember {
  return typeof entry === 'string' ? { login: entry } : { login: entry.github, email: entry.email };
}

/** Where a team's file names accounts of programs: each is a name in the team's namespace. */
export function automationPlaces(
  team: string,
  { automation = {} }: DeveloperEntry,
): readonly { readonly name: string; readonly path: FieldPath }[] {
  return Object.keys(automation).map((name) => ({ name, path: ['teams', team, 'automation', name] }));
}

interface Place {
  readonly group: string;
  readonly role: PeopleGroup['role'];
  readonly members: readonly MemberEntry[] | undefined;
  readonly path: FieldPath;
}

interface Named extends TeamMember {
  readonly role: PeopleGroup['role'];
  readonly path: FieldPath;
}

/**
 * What the schema cannot say of people: groups and logins that could be taken for each other, one person under two
 * names, and members of a role that cannot have them.
 */
export function peopleRules({ teams }: TeamsFile, at: (path?: FieldPath) => At): readonly TeamsFault[] {
  const fault = (path: FieldPath, what: string, fix: string): TeamsFault => ({ at: at(path), what, fix });
  const places = Object.entries(teams).flatMap(([name, entry]) => groupPlaces(name, entry));
  const people = places.flatMap(membersIn);
  const names = new Set(people.flatMap((person) => [...namesOf(person)]));
  const own = new Map(Object.entries(teams).map(([name, { group }]) => [group, name]));
  return [
    ...places.flatMap(({ group, path }) =>
      names.has(folded(group))
        ? [
            fault(
              path,
              `The group ${group} is also the name of a member.`,
              'Rename the group: Argo CD would take one for the other.',
            ),
          ]
        : [],
    ),
    ...places.flatMap(({ group, path }) =>
      path.length > 3 && own.has(group)
        ? [
            fault(
              path,
              `The group ${group} is the own group of ${String(own.get(group))}, whose members would have a second role.`,
              'Name a group that has this role alone.',
            ),
          ]
        : [],
    ),
    ...places.flatMap(({ group, path }, index) =>
      places.slice(0, index).some((other) => other.group === group && other.path[1] === path[1])
        ? [fault(path, `The group ${group} has two roles in ${String(path[1])}.`, 'Leave the role that is meant.')]
        : [],
    ),
    ...places.flatMap(({ group, role, members, path }) => roleFaults(group, role, members, path, fault)),
    ...people.flatMap((person) => personFaults(person, people, fault)),
    ...Object.entries(teams).flatMap(([name, entry]) =>
      entry.role === 'developer'
        ? automationPlaces(name, entry)
            .filter(({ name: account }) => account === 'deployer' || account === 'default')
            .map(({ name: account, path }) =>
              fault(
                path,
                `The account ${account} is there in every namespace.`,
                'Name it after the program that uses it.',
              ),
            )
        : [],
    ),
  ];
}

type Fault = (path: FieldPath, what: string, fix: string) => TeamsFault;

function groupPlaces(name: string, entry: PlatformEntry | DeveloperEntry): readonly Place[] {
  const { group, role, members } = entry;
  const more = 'groups' in entry ? entry.groups : [];
  return [
    { group, role, members, path: ['teams', name, 'group'] },
    ...more.map((each, index): Place => ({
      members: undefined,
      ...each,
      path: ['teams', name, 'groups', index, 'group'],
    })),
  ];
}

function membersIn({ members = [], role, path }: Place): readonly Named[] {
  return members.map((entry, index) => ({
    ...toMember(entry),
    role,
    path: [...path.slice(0, -1), 'members', index],
  }));
}

function roleFaults(
  group: string,
  role: PeopleGroup['role'],
  members: readonly MemberEntry[] | undefined,
  path: FieldPath,
  fault: Fault,
): readonly TeamsFault[] {
  if (role === 'break-glass' && members)
    return [
      fault(
        path,
        `The break-glass group ${group} has members.`,
        'Leave members out: the identity provider takes somebody in for an hour (docs/operations.md).',
      ),
    ];
  return role === 'developer' && !members
    ? [
        fault(
          path,
          `The developers of ${group} are not named.`,
          'Name them under members: the guard knows people by their GitHub logins.',
        ),
      ]
    : [];
}

function personFaults(person: Named, people: readonly Named[], fault: Fault): readonly TeamsFault[] {
  const { login, role, path } = person;
  if (role !== 'reader' && login.includes('@'))
    return [
      fault(
        path,
        `GitHub knows nobody as ${login}, so they could change nothing.`,
        `Write {github: LOGIN, email: ${login}}, or make them a reader.`,
      ),
    ];
  const own = namesOf(person);
  const other = people.find((each) => {
    const theirs = namesOf(each);
    return !own.isDisjointFrom(theirs) && own.symmetricDifference(theirs).size > 0;
  });
  return other
    ? [
        fault(
          path,
          `${login} has another e-mail address or login in another place of this file.`,
          'Write the same person in the same way everywhere: rights are the sum of all their roles.',
        ),
      ]
    : [];
}

/** Every name of a person, as a comparison takes it: neither GitHub nor mail tells capitals apart. */
function namesOf({ login, email = login }: TeamMember): ReadonlySet<string> {
  return new Set([folded(login), folded(email)]);
}

function folded(name: string): string {
  return name.toLowerCase();
}
