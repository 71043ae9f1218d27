import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { judge, onOff, pick, type Seen, type GitHubSettings, asText } from './settings.ts';
import type { Teams } from '@tinjis/delivery/model/teams';

const group = 'GitHub: repository';
const security = 'Settings → Advanced Security';

/**
 * The repository's own switches.
 * @param path `/repos/OWNER/REPO`
 * @param repository GitHub's answer for it
 */
export async function repositorySettingChecks(
  settings: GitHubSettings,
  path: string,
  repository: Seen,
): Promise<readonly HealthCheck[]> {
  const protection = (name: string, field: string) => ({
    name,
    needed: 'enabled',
    fix: `${security} → ${name}: enable`,
    read: (value: unknown) => asText(pick(value, 'security_and_analysis', field, 'status')),
  });
  return [
    ...judge(group, repository, [
      {
        name: 'default branch',
        needed: 'main',
        fix: 'the workflows and rules are written for main: rename the branch',
        read: (value) => asText(pick(value, 'default_branch')),
      },
      {
        name: 'head branches are deleted after a merge',
        needed: 'on',
        fix: 'Settings → General → Automatically delete head branches: one left behind counts as an open proposal',
        read: (value) => onOff(pick(value, 'delete_branch_on_merge')),
      },
      protection('Secret scanning', 'secret_scanning'),
      protection('Push protection', 'secret_scanning_push_protection'),
    ]),
    ...judge(group, await settings.see(`${path}/private-vulnerability-reporting`), [
      {
        name: 'Private vulnerability reporting',
        needed: 'on',
        fix: `${security} → Private vulnerability reporting: SECURITY.md sends people there`,
        read: (value) => onOff(pick(value, 'enabled')),
      },
    ]),
  ];
}

/**
 * Every service's image belongs to this repository, so only the repository's Actions write it.
 * @param repository `OWNER/REPO`
 */
export async function packageChecks(
  settings: GitHubSettings,
  teams: Teams,
  repository: string,
): Promise<readonly HealthCheck[]> {
  const services = teams.developers.flatMap((team) => team.services);
  // ghcr.io/OWNER/NAME/…: the part after the owner is the package's name.
  const prefix = teams.registry.split('/').slice(2);
  const checks = await Promise.all(
    services.map(async ({ name }) => {
      const seen = await settings.see(
        `/orgs/${teams.organisation}/packages/container/${encodeURIComponent([...prefix, name].join('/'))}`,
      );
      const fix = `before the first delivery there is none; then: package ${name} → Package settings → Manage Actions access`;
      // GitHub gives the same answer for a missing package and to a token that may not read packages.
      const said = 'absent' in seen ? { unseen: 'none is published, or the token may not read packages' } : seen;
      return judge('GitHub: packages', said, [
        {
          name: `${name} is linked to`,
          needed: repository,
          fix,
          read: (value) => asText(pick(value, 'repository', 'full_name')),
        },
      ]);
    }),
  );
  return checks.flat();
}
