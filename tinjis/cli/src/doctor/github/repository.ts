import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { pick, type Seen, type Settings } from './seen.ts';
import { judge, onOff, text } from './setting.ts';

const group = 'GitHub: repository';
const security = 'Settings → Advanced Security';

/**
 * The repository's own switches.
 * @param path `/repos/OWNER/REPO`
 * @param repository what GitHub answered for it
 */
export async function repositoryChecks(
  settings: Settings,
  path: string,
  repository: Seen,
): Promise<readonly HealthCheck[]> {
  const protection = (name: string, field: string) => ({
    name,
    needed: 'enabled',
    fix: `${security} → ${name}: enable`,
    read: (value: unknown) => text(pick(value, 'security_and_analysis', field, 'status')),
  });
  return [
    ...judge(group, repository, [
      {
        name: 'default branch',
        needed: 'main',
        fix: 'the workflows and rules are written for main: rename the branch',
        read: (value) => text(pick(value, 'default_branch')),
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
