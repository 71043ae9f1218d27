import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { TeamsFault, TeamsFaults } from '../teams.ts';
import { teamApplication } from '../layout.ts';
import { argocdHostLabel, databaseOf } from '../workloads.ts';
import type { DeveloperEntry, TeamsFile } from './schema.ts';

type Locate = (path?: FieldPath) => At;

/** Namespaces that belong to the cluster and to Argo CD; a team in one of them would hold their secrets. */
const reserved = /^(default|argocd|kube-.*)$/;

/**
 * What the schema cannot say: names that must be unique because a right is tied to them, callers that must exist, one
 * platform team.
 *
 * @returns every fault, or nothing
 */
export function checkRules(file: TeamsFile, at: Locate): TeamsFaults | undefined {
  const teams = Object.entries(file.teams);
  const developers = teams.filter((entry): entry is [string, DeveloperEntry] => entry[1].role === 'developer');
  const [first, ...more] = [
    ...onePlatform(teams, at),
    ...unique(
      teams.map(([name, { group }]) => ({ value: group, path: ['teams', name, 'group'] })),
      'group',
      'Give each team a group of its own: Argo CD and Kubernetes know people by it.',
      at,
    ),
    ...unique(
      teams.flatMap(([name, { members }]) =>
        members.map((login, i) => ({ value: login.toLowerCase(), path: ['teams', name, 'members', i] })),
      ),
      'member',
      'Leave each person in one team, so that what they may do can be read in one place.',
      at,
    ),
    ...unique(
      developers.map(([name, { namespace }]) => ({ value: namespace, path: ['teams', name, 'namespace'] })),
      'namespace',
      'Give each team a namespace of its own: whoever may create pods in one can read its secrets.',
      at,
    ),
    ...unique(
      developers.flatMap(([name, { services }]) =>
        Object.keys(services).map((service) => ({ value: service, path: ['teams', name, 'services', service] })),
      ),
      'service',
      'Rename one of them: images are named by service, so one team could run what the other built.',
      at,
    ),
    ...developers.flatMap(([name, team]) => ownRules(name, team, file, at)),
  ];
  return first && [first, ...more];
}

function onePlatform(teams: readonly [string, TeamsFile['teams'][string]][], at: Locate): TeamsFault[] {
  const platforms = teams.filter(([, { role }]) => role === 'platform');
  if (platforms.length === 1) return [];
  return [
    {
      at: at(platforms[1] ? ['teams', platforms[1][0], 'role'] : ['teams']),
      what: `There are ${platforms.length} teams with the role platform, expected one.`,
      fix: 'Let exactly one team own policies/, clusters/ and .github/.',
    },
  ];
}

function unique(
  entries: readonly { value: string; path: FieldPath }[],
  what: string,
  fix: string,
  at: Locate,
): TeamsFault[] {
  const seen = new Map<string, FieldPath>();
  return entries.flatMap(({ value, path }) => {
    const other = seen.get(value);
    seen.set(value, other ?? path);
    return other
      ? [{ at: at(path), what: `The ${what} ${value} is taken already, on line ${at(other).line}.`, fix }]
      : [];
  });
}

function ownRules(name: string, team: DeveloperEntry, file: TeamsFile, at: Locate): TeamsFault[] {
  const faults: TeamsFault[] = [];
  const fault = (path: FieldPath, what: string, fix: string) => faults.push({ at: at(path), what, fix });
  if (reserved.test(team.namespace)) {
    fault(
      ['teams', name, 'namespace'],
      `The namespace ${team.namespace} belongs to the cluster.`,
      'Give the team a namespace of its own.',
    );
  }
  for (const [service, { port, opsPort, callers }] of Object.entries(team.services)) {
    const path = ['teams', name, 'services', service];
    if (service === 'postgresql')
      fault(path, 'The name postgresql is that of the database image.', 'Name the service after what it does.');
    if (service === argocdHostLabel)
      fault(
        path,
        `The name ${service} is that of Argo CD, and so is its host name.`,
        'Name the service after what it does.',
      );
    const application = Object.entries(file.teams).find(([other, { role }]) =>
      role === 'platform' ? service === other : service === teamApplication(other),
    );
    if (application)
      fault(
        path,
        `The name ${service} is that of the Application that brings ${application[0]} to a cluster.`,
        'Name the service after what it does.',
      );
    const owner = Object.keys(team.services).find((other) => service === databaseOf(other));
    if (owner !== undefined)
      fault(path, `The name ${service} is that of the database of ${owner}.`, 'Name the service after what it does.');
    if (port === opsPort) {
      fault(
        [...path, 'opsPort'],
        `The ops port of ${name}/${service} is its public port ${port}.`,
        'Give probes and metrics a port that no caller is let in to.',
      );
    }
    callers.forEach((caller, i) => {
      const [callerTeam, callerService] = caller.split('/') as [string, string];
      const called = file.teams[callerTeam];
      if (called?.role === 'developer' && Object.hasOwn(called.services, callerService)) return;
      fault(
        [...path, 'callers', i],
        `The caller ${caller} is no service of this file.`,
        'Write it as team/service, or add that service.',
      );
    });
  }
  return faults;
}
