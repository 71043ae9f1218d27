import type { Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { pick, type Settings } from './seen.ts';
import { judge, text } from './setting.ts';

const group = 'GitHub: packages';

/**
 * Every service's image belongs to this repository, so that its Actions write it and nobody else does.
 * @param repository `OWNER/REPO`
 */
export async function packageChecks(
  settings: Settings,
  teams: Teams,
  repository: string,
): Promise<readonly HealthCheck[]> {
  const services = teams.developers.flatMap((team) => team.services);
  // ghcr.io/OWNER/NAME/…: what follows the owner is the package's name.
  const prefix = teams.registry.split('/').slice(2);
  const checks = await Promise.all(
    services.map(async ({ name }) => {
      const seen = await settings.see(
        `/orgs/${teams.organisation}/packages/container/${encodeURIComponent([...prefix, name].join('/'))}`,
      );
      const fix = `before the first delivery there is none; then: package ${name} → Package settings → Manage Actions access`;
      // A token that may not read packages is told the same as one that looks for a missing package.
      const said = 'absent' in seen ? { unseen: 'none is published, or the token may not read packages' } : seen;
      return judge(group, said, [
        {
          name: `${name} is linked to`,
          needed: repository,
          fix,
          read: (value) => text(pick(value, 'repository', 'full_name')),
        },
      ]);
    }),
  );
  return checks.flat();
}
