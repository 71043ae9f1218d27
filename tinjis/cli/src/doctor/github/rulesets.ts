import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import type { Apps } from './apps.ts';
import { entries, judge, listed, pick, type Seen, type NeededSetting, type GitHubSettings } from './settings.ts';

const place = 'Settings → Rules → Rulesets';

/** The input of the checks on a branch. */
interface Branch {
  readonly settings: GitHubSettings;
  /** `/repos/OWNER/REPO` */
  readonly path: string;
  readonly apps: Apps;
}

/**
 * The conditions of a merge into main, whatever ruleset sets them: asks GitHub for the rules that apply, not for
 * patterns.
 * @param deliveryApp slug of the App that may not set the guard's status
 */
export async function mainChecks(branch: Branch, deliveryApp: string | undefined): Promise<readonly HealthCheck[]> {
  const { settings, path, apps } = branch;
  const group = 'GitHub: rules of main';
  const fix = `${place}: the one for the default branch`;
  const rules = await settings.list(`${path}/rules/branches/main`);
  const actions = await settings.see('/apps/github-actions');
  const pullRequest = (name: string, field: string): NeededSetting => ({
    name,
    needed: 'yes',
    fix,
    read: (value) => yesNo(parameters(value, 'pull_request').some((each) => pick(each, field) === true)),
  });
  return [
    ...judge(group, rules, [
      hasRule('deletion is refused', 'deletion', fix),
      hasRule('force pushes are refused', 'non_fast_forward', fix),
      hasRule('a pull request is required', 'pull_request', fix),
      {
        ...hasRule(
          'a merge queue is required',
          'merge_queue',
          `${fix}: without a queue, in which gate and guard never report`,
        ),
        needed: 'no',
      },
      {
        name: 'approvals',
        needed: '1',
        fix,
        read: (value) => String(approvals(value)),
        suits: (found) => Number(found) >= 1,
      },
      pullRequest('review from code owners', 'require_code_owner_review'),
      pullRequest('a push makes approvals void', 'dismiss_stale_reviews_on_push'),
      pullRequest('approval of the most recent push', 'require_last_push_approval'),
      {
        name: 'branches are up to date before merging',
        needed: 'yes',
        fix,
        read: (value) =>
          yesNo(
            parameters(value, 'required_status_checks').some(
              (each) => pick(each, 'strict_required_status_checks_policy') === true,
            ),
          ),
      },
    ]),
    ...judge(group, rules, [
      {
        name: 'status guard is required, set by',
        needed: 'an App of its own',
        fix: `${fix}: status guard, source: the guard App; or any branch's workflow can set it`,
        read: (value) => sourceOf(value, 'guard', actions, apps),
        suits: (found) => /^the App [^,]+$/.test(found) && found !== `the App ${String(deliveryApp)}`,
      },
      {
        name: 'status gate is required, set by',
        needed: 'GitHub Actions',
        fix: `${fix}: status gate, source: GitHub Actions`,
        read: (value) => sourceOf(value, 'gate', actions, apps),
      },
    ]),
    ...judge(group, await bypass(branch, rules), [
      {
        name: 'who may bypass',
        needed: 'none',
        fix: `${fix}: empty the bypass list`,
        read: (value) => listed(value as string[]),
      },
    ]),
  ];
}

/**
 * Rules for the branches with proposals of new images. The guard takes pushes to these branches as the App's.
 * @param deliveryApp slug of the App that proposes
 */
export async function proposalChecks(branch: Branch, deliveryApp: string): Promise<readonly HealthCheck[]> {
  const { settings, path } = branch;
  const group = 'GitHub: rules of deliver/**';
  const fix = `${place}: one for deliver/**, bypass: the App ${deliveryApp}`;
  // The branch need not exist: GitHub answers with the rules that a branch of that name would have.
  const rules = await settings.list(`${path}/rules/branches/${encodeURIComponent('deliver/any/of/them')}`);
  return [
    ...judge(
      group,
      rules,
      (['creation', 'update', 'deletion'] as const).map((type) => hasRule(`${type} is restricted`, type, fix)),
    ),
    ...judge(group, await bypass(branch, rules), [
      { name: 'who may bypass', needed: `the App ${deliveryApp}`, fix, read: (value) => listed(value as string[]) },
    ]),
  ];
}

function hasRule(name: string, type: string, fix: string): NeededSetting {
  return {
    name,
    needed: 'yes',
    fix,
    read: (value) => yesNo(entries(value).some((rule) => pick(rule, 'type') === type)),
  };
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** Several rulesets may have a rule of the same type; each of them counts. */
function parameters(rules: unknown, type: string): readonly unknown[] {
  return entries(rules)
    .filter((rule) => pick(rule, 'type') === type)
    .map((rule) => pick(rule, 'parameters'));
}

function approvals(rules: unknown): number {
  return Math.max(
    0,
    ...parameters(rules, 'pull_request').map((each) => Number(pick(each, 'required_approving_review_count'))),
  );
}

/**
 * The sources of a required status. Unknown if a source cannot be named: it might be the App that every branch's
 * workflow acts as.
 */
function sourceOf(rules: unknown, context: string, actions: Seen, apps: Apps): string | undefined {
  if (!('value' in actions)) return undefined;
  const entered = parameters(rules, 'required_status_checks').flatMap((each) =>
    entries(pick(each, 'required_status_checks')),
  );
  const required = entered.filter((each) => pick(each, 'context') === context);
  const sources = [
    ...new Set(required.map((each) => pick(each, 'integration_id')).filter((id) => typeof id === 'number')),
  ];
  if (required.length === 0) return 'nobody: it is not required';
  if (sources.length === 0) return 'anybody';
  const named = sources.map((id) => (id === pick(actions.value, 'id') ? 'GitHub Actions' : appNamed(id, apps)));
  return named.includes(undefined) ? undefined : named.join(', ');
}

/** An App by its slug, or by its number if the organisation has not installed it; undefined if that is unknown. */
function appNamed(id: unknown, apps: Apps): string | undefined {
  const app = apps.by('app_id', id);
  return 'unseen' in app ? undefined : `the App ${'value' in app ? String(pick(app.value, 'app_slug')) : String(id)}`;
}

/** The actors who may bypass the rules, from all the rulesets involved; sorted. */
async function bypass({ settings, path, apps }: Branch, rules: Seen): Promise<Seen> {
  if (!('value' in rules)) return rules;
  const ids = [...new Set(entries(rules.value).map((rule) => Number(pick(rule, 'ruleset_id'))))];
  const found: string[] = [];
  for (const id of ids) {
    const seen = await settings.see(`${path}/rulesets/${id}?includes_parents=true`);
    if (!('value' in seen)) return seen;
    const actors = pick(seen.value, 'bypass_actors');
    // GitHub omits the list for users who may not edit the ruleset.
    if (!Array.isArray(actors)) return { unseen: 'GitHub shows the bypass list only to whoever may edit the ruleset' };
    const named = actors.map((actor) => actorNamed(actor, apps));
    if (named.includes(undefined)) return apps.seen;
    found.push(...named.map(String));
  }
  return { value: [...new Set(found)].sort() };
}

function actorNamed(actor: unknown, apps: Apps): string | undefined {
  const [type, id] = [pick(actor, 'actor_type'), pick(actor, 'actor_id')];
  return type === 'Integration' ? appNamed(id, apps) : `${String(type)} ${String(id)}`;
}
