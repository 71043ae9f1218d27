import { GitHub, pauseMsOf } from '../../ci/github/client.ts';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { actionsChecks } from './actions.ts';
import { apiAddress, findToken } from './access.ts';
import { appChecks, Apps } from './apps.ts';
import { environmentChecks } from './environments.ts';
import { needsOf } from './needs.ts';
import { packageChecks, repositorySettingChecks } from './repository.ts';
import { peopleChecks } from './people.ts';
import { mainChecks, proposalChecks } from './rulesets.ts';
import { answered, pick, GitHubSettings } from './settings.ts';

const group = 'GitHub';

/** The repository to check, and the access to it. */
export interface GitHubSurroundings {
  readonly tree: Tree;
  readonly teams: Teams;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Compares the settings that cannot be files (docs/github-setup.md) with the needs of this repository's workflows and
 * team file. It changes nothing. `GITHUB_API_URL` names another address of the API.
 * @throws Failure (misuse) if the token would travel unencrypted
 */
export async function gitHubChecks({ tree, teams, env }: GitHubSurroundings): Promise<readonly HealthCheck[]> {
  const { host, pathname } = new URL(teams.repository);
  const repository = pathname.slice(1);
  const token = await findToken(host, env);
  if (token === undefined) {
    return [
      {
        group,
        name: 'credentials',
        health: 'unknown',
        found: `no token for ${host}`,
        needed: 'one that may read the settings of the repository and its organisation',
        fix: 'log in: gh auth login --scopes admin:org,read:packages; or set GH_TOKEN. Without, compare docs/github-setup.md by eye',
      },
    ];
  }
  const github = new GitHub(apiAddress(host, env), token, pauseMsOf(env));
  const path = `/repos/${repository}`;
  const { status, body } = await github.look(path);
  if (status !== 200) {
    return [
      {
        group,
        name: repository,
        health: 'unknown',
        found: answered(status),
        needed: 'a repository that the token may see',
        fix: 'compare `repository` in policies/teams.yaml, and the token',
      },
    ];
  }
  const settings = new GitHubSettings(github, pick(body, 'permissions', 'admin') === true);
  const needs = needsOf(tree);
  const apps = await Apps.of(settings, teams.organisation);
  const branch = { settings, path, apps };
  const environments = await Promise.all(
    needs.environments.map(async (environment) => {
      const { checks, clientId } = await environmentChecks(settings, path, environment);
      return { checks, apps: appChecks(apps, environment, clientId) };
    }),
  );
  return [
    ...(await mainChecks(branch, teams.deliveryApp)),
    ...(teams.deliveryApp === undefined ? [] : await proposalChecks(branch, teams.deliveryApp)),
    ...environments.flatMap((each) => each.apps),
    ...environments.flatMap((each) => each.checks),
    ...(await actionsChecks(settings, path, needs.actions, pick(body, 'private') === true)),
    ...(await peopleChecks(settings, teams, path)),
    ...(await packageChecks(settings, teams, repository)),
    ...(await repositorySettingChecks(settings, path, { value: body })),
  ];
}
