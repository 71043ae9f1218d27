import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import type { NeededEnvironment } from './needs.ts';
import {
  entries,
  judge,
  listed,
  namesIn,
  onOff,
  pick,
  type Seen,
  type NeededSetting,
  type GitHubSettings,
} from './settings.ts';

/** An environment's checks, and the client id of its App. */
export interface EnvironmentFound {
  readonly checks: readonly HealthCheck[];
  readonly clientId: Seen;
}

/**
 * Only main may use the environment, and the keys lie only there.
 * @param path `/repos/OWNER/REPO`
 */
export async function environmentChecks(
  settings: GitHubSettings,
  path: string,
  environment: NeededEnvironment,
): Promise<EnvironmentFound> {
  const { name } = environment;
  const group = `GitHub: environment ${name}`;
  const at = `${path}/environments/${name}`;
  const fix = `Settings → Environments → ${name}`;
  const variables = await settings.list(`${at}/variables`, 'variables');
  const elsewhere = [
    await settings.list(`${path}/actions/secrets`, 'secrets'),
    await settings.list(`${path}/actions/organization-secrets`, 'secrets'),
  ];
  return {
    clientId: clientIdIn(variables, environment),
    checks: [
      ...judge(group, await settings.see(at), [
        {
          name: "administrators' bypass",
          needed: 'off',
          fix: `${fix}: no bypass`,
          read: (value) => onOff(pick(value, 'can_admins_bypass')),
        },
        {
          name: 'deployment branches',
          needed: 'selected',
          fix: `${fix} → Deployment branches: selected`,
          read: (value) =>
            pick(value, 'deployment_branch_policy', 'custom_branch_policies') === true ? 'selected' : 'others',
        },
      ]),
      ...judge(group, await settings.list(`${at}/deployment-branch-policies`, 'branch_policies'), [
        { name: 'branches that may use it', needed: 'main', fix: `${fix}: main alone`, read: branches },
      ]),
      ...judge(group, variables, [holds('variables', environment.variables, fix)]),
      ...judge(group, await settings.list(`${at}/secrets`, 'secrets'), [holds('secrets', environment.secrets, fix)]),
      ...elsewhere.flatMap((seen, index) =>
        judge(group, seen, [
          {
            name: `its secrets also lie in the ${['repository', 'organisation'][index]}`,
            needed: 'none',
            fix: 'remove them there: every branch could use them',
            read: (value) => listed(namesIn(value, 'name').filter((secret) => environment.secrets.includes(secret))),
          },
        ]),
      ),
    ],
  };
}

function holds(kind: string, needed: readonly string[], fix: string): NeededSetting {
  return {
    name: kind,
    needed: listed(needed),
    fix: `${fix}: set ${kind}`,
    read: (value) => listed(namesIn(value, 'name').filter((name) => needed.includes(name))),
  };
}

/** A tag policy of that name would let in a tag's workflow. */
function branches(value: unknown): string {
  return listed(
    entries(value)
      .map((policy) =>
        pick(policy, 'type') === 'tag' ? `tag ${String(pick(policy, 'name'))}` : String(pick(policy, 'name')),
      )
      .sort(),
  );
}

function clientIdIn(variables: Seen, { clientId }: NeededEnvironment): Seen {
  if (!('value' in variables)) return variables;
  const found = entries(variables.value).find((variable) => pick(variable, 'name') === clientId);
  return found === undefined ? { absent: true } : { value: pick(found, 'value') };
}
