import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import type { NeededEnvironment } from './needs.ts';
import { entries, judge, listed, pick, type Seen, type GitHubSettings, asText } from './settings.ts';

/** The Apps that an organisation has installed. */
export class Apps {
  readonly seen: Seen;

  private constructor(seen: Seen) {
    this.seen = seen;
  }

  /** @param organisation only its owners may list its installations */
  static async of(settings: GitHubSettings, organisation: string): Promise<Apps> {
    return new Apps(await settings.list(`/orgs/${organisation}/installations`, 'installations'));
  }

  /** The App whose installation has that value in a field. */
  by(field: 'app_id' | 'app_slug' | 'client_id', value: unknown): Seen {
    if (!('value' in this.seen)) return this.seen;
    const found = entries(this.seen.value).find((each) => pick(each, field) === value);
    return found === undefined ? { absent: true } : { value: found };
  }
}

/**
 * The App that makes the tokens of an environment's jobs. It has no more rights than the workflows ask for.
 * @param clientId value of the environment's variable
 */
export function appChecks(
  apps: Apps,
  { name, clientId: variable, permissions }: NeededEnvironment,
  clientId: Seen,
): readonly HealthCheck[] {
  const app = 'value' in clientId ? apps.by('client_id', clientId.value) : clientId;
  const fix = `Settings → GitHub Apps of the organisation: the App that ${String(variable)} of the environment ${name} names`;
  return judge('GitHub: Apps', app, [
    { name: `the App of ${name} may`, needed: permissions, fix, read: (value) => rightsOf(pick(value, 'permissions')) },
    {
      name: `the App of ${name} sees repositories`,
      needed: 'selected',
      fix: `${fix}: this repository only`,
      read: (value) => asText(pick(value, 'repository_selection')),
    },
    {
      name: `the App of ${name} is suspended`,
      needed: 'no',
      fix,
      read: (value) => (pick(value, 'suspended_at') ? 'yes' : 'no'),
    },
  ]);
}

function rightsOf(permissions: unknown): string | undefined {
  if (!permissions) return undefined;
  return listed(
    Object.entries(permissions)
      .map(([permission, right]) => `${permission}: ${String(right)}`)
      .sort(),
  );
}
