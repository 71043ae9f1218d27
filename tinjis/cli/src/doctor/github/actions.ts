import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { judge, listed, onOff, pick, type GitHubSettings, asText } from './settings.ts';

const group = 'GitHub: Actions';
const place = 'Settings → Actions → General';

/**
 * The code that workflows may run, and the rights they have.
 * @param path `/repos/OWNER/REPO`
 * @param needed actions from others than GitHub, as `OWNER/NAME@*`
 * @param isPrivate forks of a private repository have switches of their own
 */
export async function actionsChecks(
  settings: GitHubSettings,
  path: string,
  needed: readonly string[],
  isPrivate: boolean,
): Promise<readonly HealthCheck[]> {
  const at = `${path}/actions/permissions`;
  return [
    ...judge(group, await settings.see(at), [
      {
        name: 'actions that may run',
        needed: 'selected',
        fix: `${place}: allow select actions`,
        read: (value) => asText(pick(value, 'allowed_actions')),
      },
      {
        name: 'pinned to a full commit SHA',
        needed: 'on',
        fix: `${place}: require actions to be pinned`,
        read: (value) => onOff(pick(value, 'sha_pinning_required')),
      },
    ]),
    ...judge(group, await settings.see(`${at}/selected-actions`), [
      {
        name: "GitHub's own actions",
        needed: 'on',
        fix: `${place}: allow actions created by GitHub`,
        read: (value) => onOff(pick(value, 'github_owned_allowed')),
      },
      {
        name: 'actions of verified creators',
        needed: 'off',
        fix: `${place}: each is named, none comes by being verified`,
        read: (value) => onOff(pick(value, 'verified_allowed')),
      },
      {
        name: 'actions of others',
        needed: listed(needed),
        fix: `${place}: allow exactly these`,
        read: (value) => patterns(pick(value, 'patterns_allowed')),
      },
    ]),
    ...judge(group, await settings.see(`${at}/workflow`), [
      {
        name: 'rights of a workflow that asks for none',
        needed: 'read',
        fix: `${place} → Workflow permissions`,
        read: (value) => asText(pick(value, 'default_workflow_permissions')),
      },
      {
        name: 'workflows create and approve pull requests',
        needed: 'off',
        fix: `${place} → Workflow permissions: or a workflow's approval counts`,
        read: (value) => onOff(pick(value, 'can_approve_pull_request_reviews')),
      },
    ]),
    ...(isPrivate
      ? await privateForks(settings, at)
      : judge(group, await settings.see(`${at}/fork-pr-contributor-approval`), [
          {
            name: "runs of a stranger's pull request wait for approval of",
            needed: 'all_external_contributors',
            fix: `${place} → Approval for running fork pull request workflows`,
            read: (value) => asText(pick(value, 'approval_policy')),
          },
        ])),
  ];
}

async function privateForks(settings: GitHubSettings, at: string): Promise<readonly HealthCheck[]> {
  const fix = `${place} → Fork pull request workflows in private repositories`;
  return judge(group, await settings.see(`${at}/fork-pr-workflows-private-repos`), [
    {
      name: 'write tokens for forks',
      needed: 'off',
      fix,
      read: (value) => onOff(pick(value, 'send_write_tokens_to_workflows')),
    },
    {
      name: 'secrets for forks',
      needed: 'off',
      fix,
      read: (value) => onOff(pick(value, 'send_secrets_and_variables')),
    },
  ]);
}

function patterns(value: unknown): string | undefined {
  return Array.isArray(value) ? listed([...(value as string[])].sort()) : undefined;
}
