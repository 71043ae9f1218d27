import type { At, FieldPath } from '@tinjis/rules/objects/located';
import type { TeamsFault, TeamsFaults } from '../teams.ts';
import { teamApplication, argocdHostLabel, reservedNamespace } from '../layout.ts';
import type { DeveloperEntry, TeamsFile } from './read.ts';
import { automationPlaces, peopleRules } from './people-rules.ts';
import { hostRules } from './host-rules.ts';
import { inCluster } from '@tinjis/rules/argocd/objects';
import { workloadPlaces, workloadRules } from './workload-rules.ts';

type Locate = (path?: FieldPath) => At;

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
    ...gitHost(file, at),
    ...unique(
      teams.map(([name, { group }]) => ({ value: group, path: ['teams', name, 'group'] })),
      'group',
      'Give each team a group of its own: Argo CD and Kubernetes know people by it.',
      at,
    ),
    ...peopleRules(file, at),
    ...hubRules(file, at),
    ...unique(
      developers.map(([name, { namespace }]) => ({ value: namespace, path: ['teams', name, 'namespace'] })),
      'namespace',
      'Give each team a namespace of its own: whoever may create pods in one can read its secrets.',
      at,
    ),
    ...unique(
      developers.flatMap(([name, team]) =>
        [...workloadPlaces(name, team), ...automationPlaces(name, team)].map((place) => ({
          value: place.name,
          path: place.path,
        })),
      ),
      'name',
      'Rename one of them: images, accounts and policies are tied to it, so one workload could pass for the other.',
      at,
    ),
    ...developers.flatMap(([name, team]) => ownRules(name, team, file, at)),
    ...workloadRules(developers, file.clusters, at),
    ...hostRules(developers, at),
  ];
  return first && [first, ...more];
}

/** Dex, CODEOWNERS, the webhook and the checks are written for github.com. */
function gitHost({ repository }: TeamsFile, at: Locate): TeamsFault[] {
  const { host } = new URL(repository);
  return host === 'github.com'
    ? []
    : [
        {
          at: at(['repository']),
          what: `The repository lies at ${host}. GitLab, Bitbucket, Gitea, Azure DevOps and servers of GitHub Enterprise are not supported.`,
          fix: 'Keep it at https://github.com; a single cluster may read a mirror elsewhere, by its own `repository`.',
        },
      ];
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

/** A hub is another cluster of the file with an Argo CD in it, which knows each of its clusters by an address. */
function hubRules({ clusters }: TeamsFile, at: Locate): TeamsFault[] {
  const spokes = Object.entries(clusters).flatMap(([name, { argocd, people }]) =>
    typeof argocd === 'object' ? [{ name, people, ...argocd }] : [],
  );
  const place = (name: string, ...field: string[]): FieldPath => ['clusters', name, 'argocd', ...field];
  return [
    ...unique(
      spokes.map(({ name, server }) => ({ value: server, path: place(name, 'server') })),
      'server',
      'Give each cluster the address of its own API server: Argo CD knows a cluster by it.',
      at,
    ),
    ...spokes.flatMap(({ name, hub, server, people }) => {
      const delivering = clusters[hub];
      const fault = (path: FieldPath, what: string, fix: string): TeamsFault[] => [{ at: at(path), what, fix }];
      if (!delivering || typeof delivering.argocd === 'object')
        return fault(
          place(name, 'hub'),
          `The hub ${hub} is ${delivering ? 'delivered to by another one' : 'no cluster of this file'}.`,
          'Name a cluster that has an Argo CD.',
        );
      if (server === inCluster.server)
        return fault(
          place(name, 'server'),
          `The server ${server} is the name under which the hub knows itself.`,
          'Write the address of the API server as the hub reaches it.',
        );
      return people === delivering.people
        ? []
        : fault(
            ['clusters', name, 'people'],
            `People log in to the Argo CD of ${hub} by ${delivering.people}, not by ${people}.`,
            `Write people: ${delivering.people}.`,
          );
    }),
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
  if (reservedNamespace.test(team.namespace)) {
    fault(
      ['teams', name, 'namespace'],
      `The namespace ${team.namespace} belongs to the cluster.`,
      'Give the team a namespace of its own.',
    );
  }
  for (const service of Object.keys(team.services)) {
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
  }
  return faults;
}
