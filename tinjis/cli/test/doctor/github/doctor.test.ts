import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type HealthCheck, exitOf } from '@tinjis/platform/doctor/health-check';
import { gitHubChecks } from '../../../src/doctor/github/doctor.ts';
import { needsOf } from '../../../src/doctor/github/needs.ts';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Teams } from '@tinjis/delivery/model/teams';
import { Failure } from '@tinjis/manifests/failure';
import { rightSettings } from './settings.ts';
import { JsonServer } from '../../json-server.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** The example organisation with the workflows that every repository has from the tool. */
const live = diskTree('../..');
const tree = changedTree(
  organisation,
  Object.fromEntries(
    live.paths.filter((path) => path.startsWith('.github/workflows/')).map((path) => [path, live.text(path)]),
  ),
);
const teams = loadTeams(tree);
const repo = '/repos/tinjis/tinjis-delivery';
type Json = Record<string, unknown>;

/** The doctor's findings about a repository that differs from the right one in these answers. */
async function looked(differences: Json = {}): Promise<readonly HealthCheck[]> {
  const server = new JsonServer({ ...rightSettings, ...differences });
  try {
    return await gitHubChecks({
      tree,
      teams,
      env: { GH_TOKEN: 'secret', GITHUB_API_URL: await server.listen(), API_PAUSE_MS: '1' },
    });
  } finally {
    server.close();
  }
}

/** A right answer with some of its fields changed. */
const changed = (path: string, fields: Json): Json => ({ [path]: { ...(rightSettings[path] as Json), ...fields } });
const rules = (change: (rule: Json) => Json | undefined): Json => {
  const path = `${repo}/rules/branches/main`;
  return { [path]: (rightSettings[path] as Json[]).flatMap((rule) => change(rule) ?? []) };
};
const parameters = (type: string, fields: Json): Json =>
  rules((rule) =>
    rule['type'] === type ? { ...rule, parameters: { ...(rule['parameters'] as Json), ...fields } } : rule,
  );
const installed = (slug: string, fields: Json): Json => {
  const { installations } = rightSettings['/orgs/tinjis/installations'] as { installations: Json[] };
  return {
    '/orgs/tinjis/installations': {
      installations: installations.map((each) => (each['app_slug'] === slug ? { ...each, ...fields } : each)),
    },
  };
};
const statuses = (...entries: Json[]) =>
  parameters('required_status_checks', { required_status_checks: entries.length > 0 ? entries : undefined });
const gate = { context: 'gate', integration_id: 15368 };

describe('tinjis doctor --github', () => {
  it('finds a repository right that is set up as docs/github-setup.md wants it', async () => {
    const checks = await looked();
    expect(checks.filter(({ health }) => health !== 'right')).to.equal([]);
    expect(checks.length).to.be.above(50);
    expect(exitOf(checks)).to.equal(0);
  });

  it('sends the token in no address, and only to read', async () => {
    const server = new JsonServer(rightSettings);
    await gitHubChecks({ tree, teams, env: { GITHUB_TOKEN: 'secret', GITHUB_API_URL: await server.listen() } });
    server.close();
    expect(server.asked.every(({ authorization }) => authorization === 'Bearer secret')).to.be.true();
    expect(server.asked.some(({ url }) => url.includes('secret='))).to.be.false();
  });

  for (const [what, differences, name, found] of [
    ['another default branch', changed(repo, { default_branch: 'master' }), 'default branch', 'master'],
    [
      'branches left behind',
      changed(repo, { delete_branch_on_merge: false }),
      'head branches are deleted after a merge',
      'off',
    ],
    [
      'no secret scanning',
      changed(repo, { security_and_analysis: { secret_scanning: { status: 'disabled' } } }),
      'Secret scanning',
      'disabled',
    ],
    [
      'no private reports',
      { [`${repo}/private-vulnerability-reporting`]: { enabled: false } },
      'Private vulnerability reporting',
      'off',
    ],
    ['no rule at all', { [`${repo}/rules/branches/main`]: [] }, 'a pull request is required', 'no'],
    ['no approval', parameters('pull_request', { required_approving_review_count: 0 }), 'approvals', '0'],
    [
      'no code owners',
      parameters('pull_request', { require_code_owner_review: false }),
      'review from code owners',
      'no',
    ],
    [
      'approvals that stay',
      parameters('pull_request', { dismiss_stale_reviews_on_push: false }),
      'a push makes approvals void',
      'no',
    ],
    [
      "an approval of one's own push",
      parameters('pull_request', { require_last_push_approval: false }),
      'approval of the most recent push',
      'no',
    ],
    [
      'branches behind main',
      parameters('required_status_checks', { strict_required_status_checks_policy: false }),
      'branches are up to date before merging',
      'no',
    ],
    [
      'force pushes',
      rules((rule) => (rule['type'] === 'non_fast_forward' ? undefined : rule)),
      'force pushes are refused',
      'no',
    ],
    [
      'a merge queue',
      rules((rule) => (rule['type'] === 'non_fast_forward' ? { ...rule, type: 'merge_queue' } : rule)),
      'a merge queue is required',
      'yes',
    ],
    ['no guard', statuses(gate), 'status guard is required, set by', 'nobody: it is not required'],
    ['a rule without its list', statuses(), 'status gate is required, set by', 'nobody: it is not required'],
    ['a guard anybody sets', statuses(gate, { context: 'guard' }), 'status guard is required, set by', 'anybody'],
    [
      'a guard every workflow sets',
      statuses(gate, { context: 'guard', integration_id: 15368 }),
      'status guard is required, set by',
      'GitHub Actions',
    ],
    [
      'a guard the delivery App sets',
      statuses(gate, { context: 'guard', integration_id: 72 }),
      'status guard is required, set by',
      'the App tinjis-deliver',
    ],
    [
      'a gate of somebody unknown',
      statuses({ context: 'gate', integration_id: 5 }),
      'status gate is required, set by',
      'the App 5',
    ],
    [
      'a bypass of main',
      changed(`${repo}/rulesets/1`, { bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole' }] }),
      'who may bypass',
      'RepositoryRole 5',
    ],
    ['a second who proposes', changed(`${repo}/rulesets/2`, { bypass_actors: [] }), 'who may bypass', 'none'],
    [
      'an App that may more',
      installed('tinjis-guard', { permissions: { contents: 'write', statuses: 'write' } }),
      'the App of guard may',
      'contents: write, statuses: write',
    ],
    [
      'an App that sees everything',
      installed('tinjis-deliver', { repository_selection: 'all' }),
      'the App of deliver sees repositories',
      'all',
    ],
    [
      'a suspended App',
      installed('tinjis-deliver', { suspended_at: '2026-01-01T00:00:00Z' }),
      'the App of deliver is suspended',
      'yes',
    ],
    [
      'an App that is not installed',
      installed('tinjis-deliver', { client_id: 'other' }),
      'the App of deliver may',
      'not there',
    ],
    [
      'an environment that is not there',
      { [`${repo}/environments/guard`]: 404 },
      "administrators' bypass",
      'not there',
    ],
    [
      'an environment administrators pass',
      changed(`${repo}/environments/guard`, { can_admins_bypass: true }),
      "administrators' bypass",
      'on',
    ],
    [
      'an environment for any branch',
      changed(`${repo}/environments/guard`, { deployment_branch_policy: null }),
      'deployment branches',
      'others',
    ],
    [
      'an environment for a tag',
      {
        [`${repo}/environments/guard/deployment-branch-policies`]: { branch_policies: [{ name: 'main', type: 'tag' }] },
      },
      'branches that may use it',
      'tag main',
    ],
    ['no key', { [`${repo}/environments/deliver/secrets`]: { secrets: [{ name: 'OTHER' }] } }, 'secrets', 'none'],
    ['no client id', { [`${repo}/environments/deliver/variables`]: { variables: [] } }, 'variables', 'none'],
    [
      'a key for every branch',
      { [`${repo}/actions/secrets`]: { secrets: [{ name: 'DELIVER_APP_PRIVATE_KEY' }] } },
      'its secrets also lie in the repository',
      'DELIVER_APP_PRIVATE_KEY',
    ],
    [
      'actions of all',
      changed(`${repo}/actions/permissions`, { allowed_actions: 'all' }),
      'actions that may run',
      'all',
    ],
    [
      'actions by tag',
      changed(`${repo}/actions/permissions`, { sha_pinning_required: false }),
      'pinned to a full commit SHA',
      'off',
    ],
    [
      'one action more',
      changed(`${repo}/actions/permissions/selected-actions`, { patterns_allowed: ['x/y@*'] }),
      'actions of others',
      'x/y@*',
    ],
    [
      'workflows that write',
      changed(`${repo}/actions/permissions/workflow`, { default_workflow_permissions: 'write' }),
      'rights of a workflow that asks for none',
      'write',
    ],
    [
      'workflows that approve',
      changed(`${repo}/actions/permissions/workflow`, { can_approve_pull_request_reviews: true }),
      'workflows create and approve pull requests',
      'on',
    ],
    [
      'strangers whose workflows run',
      { [`${repo}/actions/permissions/fork-pr-contributor-approval`]: { approval_policy: 'first_time_contributors' } },
      "runs of a stranger's pull request wait for approval of",
      'first_time_contributors',
    ],
    [
      'a team that may not write',
      { [`${repo}/teams`]: [{ slug: 'billing', permission: 'pull' }] },
      "billing's access",
      'pull',
    ],
    ['a team without access', { [`${repo}/teams`]: [] }, "payments's access", 'none'],
    [
      'a developer team that administers',
      { [`${repo}/teams`]: [{ slug: 'billing', permission: 'admin' }] },
      "billing's access",
      'admin',
    ],
    [
      'a member the file does not know',
      { '/orgs/tinjis/teams/billing/members': [{ login: 'billing-dev' }, { login: 'mallory' }] },
      "billing's members",
      'billing-dev, mallory',
    ],
    [
      'one administrator more',
      { [`${repo}/collaborators`]: [{ login: 'platform-admin' }, { login: 'mallory' }] },
      'administrators outside the platform team',
      'mallory',
    ],
    [
      'a package of another repository',
      { '/orgs/tinjis/packages/container/tinjis-delivery%2Fpayment': { repository: { full_name: 'mallory/x' } } },
      'payment is linked to',
      'mallory/x',
    ],
  ] as const) {
    it(`finds ${what}`, async () => {
      const checks = await looked(differences);
      const wrong = checks
        .filter((check) => check.name === name && check.health === 'wrong')
        .map((check) => check.found);
      expect({ name, wrong: wrong.includes(found), exit: exitOf(checks) }).to.equal({ name, wrong: true, exit: 1 });
    });
  }

  for (const [what, differences, name, found] of [
    [
      'what the token may not see',
      { [`${repo}/actions/secrets`]: 403 },
      'its secrets also lie in the repository',
      'GitHub answered 403',
    ],
    [
      'what GitHub does not answer',
      { '/orgs/tinjis/installations': 500 },
      'the App of guard may',
      'GitHub answered 500',
    ],
    [
      'who may bypass main, where Apps cannot be named',
      {
        '/orgs/tinjis/installations': 403,
        ...changed(`${repo}/rulesets/1`, { bypass_actors: [{ actor_id: 9, actor_type: 'Integration' }] }),
      },
      'who may bypass',
      'GitHub answered 403',
    ],
    [
      'an answer of another form',
      { [`${repo}/environments/guard/variables`]: { variables: null } },
      'variables',
      'in a form that is not known',
    ],
    [
      'what an answer leaves out',
      changed(repo, { security_and_analysis: undefined }),
      'Secret scanning',
      'GitHub does not say',
    ],
    [
      'a bypass list that is not shown',
      changed(`${repo}/rulesets/1`, { bypass_actors: undefined }),
      'who may bypass',
      'GitHub shows the bypass list only',
    ],
    ['a ruleset that is not shown', { [`${repo}/rulesets/1`]: 403 }, 'who may bypass', 'GitHub answered 403'],
    ['rules that are not shown', { [`${repo}/rules/branches/main`]: 403 }, 'approvals', 'GitHub answered 403'],
    [
      'who GitHub Actions are',
      { '/apps/github-actions': 403 },
      'status guard is required, set by',
      'GitHub does not say',
    ],
    [
      'variables that are not shown',
      { [`${repo}/environments/deliver/variables`]: 403 },
      'the App of deliver may',
      'GitHub answered 403',
    ],
    [
      'an App without rights',
      installed('tinjis-guard', { permissions: null }),
      'the App of guard may',
      'GitHub does not say',
    ],
    [
      'a switch that is none',
      changed(`${repo}/actions/permissions`, { sha_pinning_required: 'x' }),
      'pinned to a full commit SHA',
      'GitHub does not say',
    ],
    [
      'a list that is none',
      { '/orgs/tinjis/teams/billing/members': { a: 1 } },
      "billing's members",
      'in a form that is not known',
    ],
    [
      'patterns that are not said',
      { [`${repo}/actions/permissions/selected-actions`]: {} },
      'actions of others',
      'GitHub does not say',
    ],
    [
      'an endless list',
      { [`${repo}/teams`]: Array.from({ length: 5000 }, () => ({ slug: 'x', permission: 'pull' })) },
      "billing's access",
      'more than 50 pages',
    ],
    [
      'a package before the first delivery',
      { '/orgs/tinjis/packages/container/tinjis-delivery%2Fpayment': 404 },
      'payment is linked to',
      'none is published',
    ],
    [
      "where the token is no administrator's",
      { ...changed(repo, { permissions: { admin: false } }), [`${repo}/environments/guard`]: 404 },
      "administrators' bypass",
      'GitHub answered 404',
    ],
  ] as const) {
    it(`does not take for right: ${what}`, async () => {
      const checks = await looked(differences);
      const check = checks.find((each) => each.name === name && each.health === 'unknown');
      expect({ name, says: check?.found.includes(found), exit: exitOf(checks) }).to.equal({
        name,
        says: true,
        exit: 4,
      });
    });
  }

  it('takes several rules of one type together, and asks a private repository for its own switches', async () => {
    const path = `${repo}/rules/branches/main`;
    const weaker = {
      type: 'pull_request',
      ruleset_id: 2,
      parameters: { required_approving_review_count: 0, require_code_owner_review: false },
    };
    const checks = await looked({
      [path]: [...(rightSettings[path] as Json[]), weaker],
      ...changed(repo, { private: true }),
    });
    expect(checks.find(({ name }) => name === 'approvals')?.found).to.equal('1');
    // The second ruleset has a bypass of its own.
    expect(checks.find(({ name }) => name === 'who may bypass')?.found).to.equal('the App tinjis-deliver');
    expect(checks.find(({ name }) => name === 'secrets for forks')?.health).to.equal('right');
  });

  it('knows nothing without a token, without an answer, and of a repository that it may not see', async () => {
    const [alone, ...more] = await gitHubChecks({ tree, teams, env: { PATH: '' } });
    expect(more).to.equal([]);
    expect(alone).to.include({ health: 'unknown', found: 'no token for github.com' });
    expect((await looked({ [repo]: 404 })).map(({ found }) => found)).to.equal(['GitHub answered 404']);
    const closed = new JsonServer({});
    const url = await closed.listen();
    closed.close();
    const [silent] = await gitHubChecks({
      tree,
      teams,
      env: { GH_TOKEN: 'x', GITHUB_API_URL: url, API_PAUSE_MS: '1' },
    });
    expect(silent).to.include({ health: 'unknown', found: 'GitHub did not answer' });
  });

  it('sends a token to the host it is for, and never unencrypted', async () => {
    const at = (repository: string, env: Record<string, string>) =>
      gitHubChecks({ tree, teams: { ...teams, repository }, env: { PATH: '', API_PAUSE_MS: '1', ...env } });
    const [elsewhere] = await at('https://git.example.invalid/a/b', { GH_TOKEN: 'x' });
    expect(elsewhere?.found).to.equal('no token for git.example.invalid');
    await expect(at(teams.repository, { GH_TOKEN: 'x', GITHUB_API_URL: 'http://example.invalid' })).to.reject(
      Failure,
      /unencrypted/,
    );
  });

  it('needs no rules for proposals where no App proposes', async () => {
    const without = Object.fromEntries(
      Object.entries(teams).filter(([field]) => field !== 'deliveryApp'),
    ) as unknown as Teams;
    const server = new JsonServer(rightSettings);
    const checks = await gitHubChecks({
      tree,
      teams: without,
      env: { GH_TOKEN: 'x', GITHUB_API_URL: await server.listen() },
    });
    server.close();
    expect(checks.some(({ group }) => group.includes('deliver/**'))).to.be.false();
    expect(exitOf(checks)).to.equal(0);
  });
});

describe('needsOf', () => {
  it('reads environments, what lies in them and what their Apps may from the workflows', () => {
    const { environments, actions } = needsOf(tree);
    expect(environments).to.equal([
      {
        name: 'deliver',
        variables: ['DELIVER_APP_CLIENT_ID'],
        secrets: ['DELIVER_APP_PRIVATE_KEY'],
        clientId: 'DELIVER_APP_CLIENT_ID',
        permissions: 'contents: write, metadata: read, pull_requests: write',
      },
      {
        name: 'guard',
        variables: ['GUARD_APP_CLIENT_ID'],
        secrets: ['GUARD_APP_PRIVATE_KEY'],
        clientId: 'GUARD_APP_CLIENT_ID',
        permissions: 'metadata: read, statuses: write',
      },
      {
        name: 'renew',
        variables: ['RENEW_APP_CLIENT_ID'],
        secrets: ['RENEW_APP_PRIVATE_KEY'],
        clientId: 'RENEW_APP_CLIENT_ID',
        permissions: 'contents: write, metadata: read, pull_requests: write',
      },
    ]);
    expect(actions).to.equal(['ossf/scorecard-action@*', 'sigstore/cosign-installer@*']);
  });

  it('takes workflows without jobs and steps without inputs as they are', () => {
    const read = needsOf(
      changedTree(tree, {
        '.github/workflows/empty.yaml': 'on: push\n',
        '.github/workflows/nothing.yaml': '',
        '.github/workflows/x.yml':
          'jobs:\n  called: {uses: ./x.yaml, environment: y}\n  made:\n    environment: x\n    steps:\n      - uses: actions/create-github-app-token@1\n      - run: x\n',
      }),
    );
    expect(read.environments.filter(({ name }) => name.length === 1)).to.equal([
      { name: 'x', variables: [], secrets: [], clientId: undefined, permissions: 'metadata: read' },
      { name: 'y', variables: [], secrets: [], clientId: undefined, permissions: 'metadata: read' },
    ]);
  });

  it('names a workflow that it cannot read', () => {
    expect(() => needsOf(changedTree(tree, { '.github/workflows/x.yaml': 'jobs: [\n' }))).to.throw(
      Failure,
      /the workflow is no YAML/,
    );
  });

  it('is what docs/github-setup.md names', () => {
    const page = live.text('docs/github-setup.md');
    const { environments, actions } = needsOf(tree);
    const names = [
      ...actions,
      ...environments.flatMap(({ name, variables, secrets }) => [name, ...variables, ...secrets]),
    ];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).to.equal([]);
  });
});
