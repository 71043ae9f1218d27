import type { DeveloperTeam, PlatformTeam, Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { entries, judge, listed, namesIn, pick, type GitHubSettings } from './settings.ts';

const group = 'GitHub: teams';

/**
 * Checks that teams and administrators match policies/teams.yaml: CODEOWNERS and the guard then name the same people.
 * @param path `/repos/OWNER/REPO`
 */
export async function peopleChecks(
  settings: GitHubSettings,
  teams: Teams,
  path: string,
): Promise<readonly HealthCheck[]> {
  const access = await settings.list(`${path}/teams`);
  const members = await Promise.all(
    [teams.platform, ...teams.developers].map((team) => memberChecks(settings, teams, team)),
  );
  const rights = teams.developers.map((team) => accessOf(team, ['push']));
  const administrators = await settings.list(`${path}/collaborators?permission=admin`);
  return [
    ...judge(group, access, [accessOf(teams.platform, ['push', 'maintain', 'admin']), ...rights]),
    ...members.flat(),
    ...judge(group, administrators, [
      {
        name: 'administrators outside the platform team',
        needed: 'none',
        fix: 'Settings → Collaborators and teams; owners of the organisation always are: name them in policies/teams.yaml, or make them fewer',
        read: (value) => listed(namesIn(value, 'login').filter((login) => !isIn(teams.platform.members, login))),
      },
    ]),
  ];
}

function accessOf({ name }: PlatformTeam | DeveloperTeam, enough: readonly string[]) {
  return {
    name: `${name}'s access`,
    needed: enough.join(' or '),
    fix: `Settings → Collaborators and teams: give ${name} write access; an owner without it is ignored without a word`,
    read: (value: unknown) => {
      const found = entries(value).find((team) => pick(team, 'slug') === name);
      return found === undefined ? 'none' : String(pick(found, 'permission'));
    },
    suits: (found: string) => enough.includes(found),
  };
}

async function memberChecks(
  settings: GitHubSettings,
  { organisation }: Teams,
  team: PlatformTeam | DeveloperTeam,
): Promise<readonly HealthCheck[]> {
  const { name, members } = team;
  const needed = [...members].sort();
  return judge(group, await settings.list(`/orgs/${organisation}/teams/${name}/members`), [
    {
      name: `${name}'s members`,
      needed: listed(needed),
      fix: 'change the team on GitHub, or policies/teams.yaml: the guard goes by the file, CODEOWNERS by GitHub',
      read: (value) => listed(namesIn(value, 'login')),
      suits: (found) => found.toLowerCase() === listed(needed).toLowerCase(),
    },
  ]);
}

/** Logins ignore case. */
function isIn(logins: readonly string[], login: string): boolean {
  return logins.some((each) => each.toLowerCase() === login.toLowerCase());
}
