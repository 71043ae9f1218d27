import type { components } from '@octokit/openapi-types';

type Schemas = components['schemas'];
/**
 * Our own choice of an answer's fields, each in the form that GitHub documents: the compiler checks them against
 * GitHub's OpenAPI description.
 */
type Some<Name extends keyof Schemas, Fields extends keyof Schemas[Name]> = Pick<Schemas[Name], Fields>;

/** An undocumented field of environments: whether administrators may deploy past the rules. */
interface Bypassable {
  can_admins_bypass: boolean;
}
type Environment = Some<'environment', 'name'> &
  Bypassable & { deployment_branch_policy: NonNullable<Schemas['deployment-branch-policy-settings']> };

type Repository = Some<
  'full-repository',
  'full_name' | 'default_branch' | 'private' | 'delete_branch_on_merge' | 'security_and_analysis'
>;
const repository: Repository & { permissions: { admin: boolean } } = {
  full_name: 'tinjis/tinjis-delivery',
  default_branch: 'main',
  private: false,
  delete_branch_on_merge: true,
  permissions: { admin: true },
  security_and_analysis: {
    secret_scanning: { status: 'enabled' },
    secret_scanning_push_protection: { status: 'enabled' },
  },
};

type Rule = Schemas['repository-rule-detailed'];
const from = { ruleset_source_type: 'Repository', ruleset_source: 'tinjis/tinjis-delivery', ruleset_id: 1 } as const;
const mainRules: readonly Rule[] = [
  { type: 'deletion', ...from },
  { type: 'non_fast_forward', ...from },
  {
    type: 'pull_request',
    ...from,
    parameters: {
      required_approving_review_count: 1,
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
      required_review_thread_resolution: false,
    },
  },
  {
    type: 'required_status_checks',
    ...from,
    parameters: {
      strict_required_status_checks_policy: true,
      required_status_checks: [
        { context: 'guard', integration_id: 71 },
        { context: 'gate', integration_id: 15368 },
      ],
    },
  },
];
const proposalRules: readonly Rule[] = [
  { type: 'creation', ...from, ruleset_id: 2 },
  { type: 'update', ...from, ruleset_id: 2 },
  { type: 'deletion', ...from, ruleset_id: 2 },
];
type Ruleset = Some<'repository-ruleset', 'id' | 'name' | 'enforcement' | 'bypass_actors'>;
const mainRuleset: Ruleset = { id: 1, name: 'main', enforcement: 'active', bypass_actors: [] };
const proposals: Ruleset = {
  id: 2,
  name: 'deliver',
  enforcement: 'active',
  bypass_actors: [{ actor_id: 72, actor_type: 'Integration', bypass_mode: 'always' }],
};

type Installation = Some<
  'installation',
  'app_id' | 'app_slug' | 'client_id' | 'permissions' | 'repository_selection' | 'suspended_at'
>;
const guard: Installation = {
  app_id: 71,
  app_slug: 'tinjis-guard',
  client_id: 'Iv1.guard',
  permissions: { metadata: 'read', statuses: 'write' },
  repository_selection: 'selected',
  suspended_at: null,
};
const deliver: Installation = {
  app_id: 72,
  app_slug: 'tinjis-deliver',
  client_id: 'Iv1.deliver',
  permissions: { contents: 'write', metadata: 'read', pull_requests: 'write' },
  repository_selection: 'selected',
  suspended_at: null,
};
const renew: Installation = { ...deliver, app_id: 73, app_slug: 'tinjis-renew', client_id: 'Iv1.renew' };

const environment = (name: string): Environment => ({
  name,
  can_admins_bypass: false,
  deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
});
const branches: { branch_policies: Some<'deployment-branch-policy', 'name' | 'type'>[] } = {
  branch_policies: [{ name: 'main', type: 'branch' }],
};
const variables = (name: string, value: string): { variables: Some<'actions-variable', 'name' | 'value'>[] } => ({
  variables: [{ name, value }],
});
const secrets = (...names: string[]): { secrets: Some<'actions-secret', 'name'>[] } => ({
  secrets: names.map((name) => ({ name })),
});

type Permissions = Some<'actions-repository-permissions', 'enabled' | 'allowed_actions' | 'sha_pinning_required'>;
const actions: Permissions = { enabled: true, allowed_actions: 'selected', sha_pinning_required: true };
const selected: Schemas['selected-actions'] = {
  github_owned_allowed: true,
  verified_allowed: false,
  patterns_allowed: ['sigstore/cosign-installer@*', 'ossf/scorecard-action@*'],
};
const workflow: Schemas['actions-get-default-workflow-permissions'] = {
  default_workflow_permissions: 'read',
  can_approve_pull_request_reviews: false,
};
const forks: Schemas['actions-fork-pr-contributor-approval'] = { approval_policy: 'all_external_contributors' };
const privateForks: Schemas['actions-fork-pr-workflows-private-repos'] = {
  run_workflows_from_fork_pull_requests: true,
  send_write_tokens_to_workflows: false,
  send_secrets_and_variables: false,
  require_approval_for_fork_pr_workflows: true,
};

const teams: readonly Some<'team', 'slug' | 'permission'>[] = [
  { slug: 'platform', permission: 'admin' },
  { slug: 'payments', permission: 'push' },
  { slug: 'billing', permission: 'push' },
];
const member = (login: string): readonly Some<'team-member', 'login'>[] => [{ login }];
const administrators: readonly Some<'collaborator', 'login'>[] = [{ login: 'Platform-Admin' }];
const published: { name: string; repository: { full_name: string } } = {
  name: 'x',
  repository: { full_name: 'tinjis/tinjis-delivery' },
};
const gitHubActions: Pick<NonNullable<Schemas['integration']>, 'id' | 'slug'> = { id: 15368, slug: 'github-actions' };

const repo = '/repos/tinjis/tinjis-delivery';

/** GitHub's answers for a repository that is set up as docs/github-setup.md describes, by path. */
export const rightSettings: Readonly<Record<string, unknown>> = {
  [repo]: repository,
  [`${repo}/private-vulnerability-reporting`]: { enabled: true },
  [`${repo}/rules/branches/main`]: mainRules,
  [`${repo}/rules/branches/deliver%2Fany%2Fof%2Fthem`]: proposalRules,
  [`${repo}/rulesets/1`]: mainRuleset,
  [`${repo}/rulesets/2`]: proposals,
  '/apps/github-actions': gitHubActions,
  '/orgs/tinjis/installations': { installations: [guard, deliver, renew] },
  [`${repo}/environments/guard`]: environment('guard'),
  [`${repo}/environments/guard/deployment-branch-policies`]: branches,
  [`${repo}/environments/guard/variables`]: variables('GUARD_APP_CLIENT_ID', 'Iv1.guard'),
  [`${repo}/environments/guard/secrets`]: secrets('GUARD_APP_PRIVATE_KEY'),
  [`${repo}/environments/deliver`]: environment('deliver'),
  [`${repo}/environments/deliver/deployment-branch-policies`]: branches,
  [`${repo}/environments/deliver/variables`]: variables('DELIVER_APP_CLIENT_ID', 'Iv1.deliver'),
  [`${repo}/environments/deliver/secrets`]: secrets('DELIVER_APP_PRIVATE_KEY'),
  [`${repo}/environments/renew`]: environment('renew'),
  [`${repo}/environments/renew/deployment-branch-policies`]: branches,
  [`${repo}/environments/renew/variables`]: variables('RENEW_APP_CLIENT_ID', 'Iv1.renew'),
  [`${repo}/environments/renew/secrets`]: secrets('RENEW_APP_PRIVATE_KEY'),
  [`${repo}/actions/secrets`]: secrets(),
  [`${repo}/actions/organization-secrets`]: secrets(),
  [`${repo}/actions/permissions`]: actions,
  [`${repo}/actions/permissions/selected-actions`]: selected,
  [`${repo}/actions/permissions/workflow`]: workflow,
  [`${repo}/actions/permissions/fork-pr-contributor-approval`]: forks,
  [`${repo}/actions/permissions/fork-pr-workflows-private-repos`]: privateForks,
  [`${repo}/teams`]: teams,
  '/orgs/tinjis/teams/platform/members': member('platform-admin'),
  '/orgs/tinjis/teams/payments/members': member('payments-dev'),
  '/orgs/tinjis/teams/billing/members': member('Billing-Dev'),
  [`${repo}/collaborators`]: administrators,
  '/orgs/tinjis/packages/container/tinjis-delivery%2Fpayment': published,
  '/orgs/tinjis/packages/container/tinjis-delivery%2Fantaeus': published,
};
