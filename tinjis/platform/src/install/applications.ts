import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { application } from '../installation.ts';

/** An Argo CD Application, reduced to the fields that describe its state. */
export interface LiveApplication extends LiveObject {
  readonly spec: { readonly syncPolicy?: { readonly syncOptions?: readonly string[] } };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly finishedAt?: string;
      readonly syncResult?: { readonly resources?: readonly SyncedResource[] };
    };
    readonly resources?: readonly ApplicationResource[];
  };
  readonly operation?: object;
}

interface SyncedResource {
  readonly kind: string;
  readonly name: string;
  readonly status?: string;
  readonly message?: string;
}

interface ApplicationResource {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly status?: string;
  readonly health?: { readonly status?: string; readonly message?: string };
}

const refresh = 'argocd.argoproj.io/refresh';

/** Every Application on the cluster. */
export function listApplications(kubernetes: Kubernetes): Promise<readonly LiveApplication[]> {
  return kubernetes.list<LiveApplication>(application());
}

/** Does it match Git, and does it run? */
export function isWell({ status, operation }: LiveApplication): boolean {
  return (
    status?.sync?.status === 'Synced' &&
    status.health?.status === 'Healthy' &&
    operation === undefined &&
    status.operationState?.phase !== 'Running'
  );
}

/**
 * Has Argo CD look at Git now, retries whatever failed for good, and waits until every Application is Synced and
 * Healthy.
 * @param expected names that must be there
 * @throws Error saying which Application is not well, and why
 */
export async function waitUntilWell(
  kubernetes: Kubernetes,
  expected: readonly string[],
  timeout: number,
): Promise<void> {
  await waitFor({ what: 'the Applications', timeout: 60_000 }, async () => {
    const names = (await listApplications(kubernetes)).map(({ metadata }) => metadata.name);
    const missing = expected.filter((name) => !names.includes(name));
    return missing.length === 0 ? { found: true } : { instead: `no ${missing.join(', ')}` };
  });
  await Promise.all(
    expected.map((name) => kubernetes.patch(application(name), { metadata: { annotations: { [refresh]: 'normal' } } })),
  );
  const retried = new Set<string>();
  await waitFor({ what: 'every Application to be Synced and Healthy', timeout, every: 400 }, async () => {
    // There may be other Applications, which are their makers' business.
    const there = await listApplications(kubernetes);
    const all = there.filter(({ metadata }) => expected.includes(metadata.name));
    const names = there.map(({ metadata }) => metadata.name);
    for (const failed of all.filter((each) => hasGivenUp(each) && !retried.has(each.metadata.name))) {
      retried.add(failed.metadata.name);
      await reclaim(kubernetes, failed, names);
      await kubernetes.patch(application(failed.metadata.name), { operation: syncAgain(failed) });
    }
    const open = all.filter((each) => !isWell(each) || each.metadata.annotations?.[refresh] !== undefined);
    return open.length === 0
      ? { found: true }
      : { instead: open.map((each) => `${each.metadata.name}: ${troubleOf(each)}`).join('; ') };
  });
}

/** Once its retries are used up, Argo CD no longer tries a failed commit. */
function hasGivenUp({ status, operation }: LiveApplication): boolean {
  return (
    operation === undefined &&
    status?.sync?.status === 'OutOfSync' &&
    ['Failed', 'Error'].includes(status.operationState?.phase ?? '')
  );
}

/**
 * One more sync, like the automatic ones. An operation does not inherit the options from the Application, so this
 * passes them on.
 */
function syncAgain({ spec }: LiveApplication): object {
  const { syncOptions = [] } = spec.syncPolicy ?? {};
  return { initiatedBy: { username: 'tinjis up' }, sync: { prune: true, syncOptions } };
}

/** Says in words what keeps an Application from being well, or that it is well. */
export function troubleOf({ status, metadata }: LiveApplication): string {
  const { sync, health, conditions = [], operationState } = status ?? {};
  const condition = conditions.find(({ type }) => type.endsWith('Error'));
  if (condition) return condition.message;
  const failed = operationState?.syncResult?.resources?.find((each) => each.status === 'SyncFailed');
  const ended =
    ['Failed', 'Error'].includes(operationState?.phase ?? '') ||
    /retrying attempt/i.test(operationState?.message ?? '');
  if (ended && sync?.status !== 'Synced')
    return failed ? `${failed.kind} ${failed.name}: ${failed.message ?? ''}` : (operationState?.message ?? '');
  const sick = status?.resources?.find(
    (each) => each.health?.status && !['Healthy', 'Progressing', 'Suspended'].includes(each.health.status),
  );
  if (sick) return `${sick.kind} ${sick.name} is ${sick.health?.status ?? ''}: ${sick.health?.message ?? 'no message'}`;
  if (health?.status === 'Degraded' && health.message) return health.message;
  const waiting = operationState?.phase === 'Running' ? `, ${operationState.message ?? 'syncing'}` : '';
  const looking = metadata.annotations?.[refresh] === undefined ? '' : ', looking at Git';
  return `${sync?.status ?? 'not looked at yet'}, ${health?.status ?? 'health unknown'}${waiting}${looking}`;
}

const mark = 'argocd.argoproj.io/tracking-id';

/**
 * Takes back objects that another Application took over, and left behind when it was removed.
 * Observed: such an object keeps the other's mark, and `FailOnSharedResource` then refuses it to its owner for good.
 * @param there names of the existing Applications: each keeps the objects that it holds
 */
async function reclaim(kubernetes: Kubernetes, { status }: LiveApplication, there: readonly string[]): Promise<void> {
  for (const { group, version = 'v1', kind, name, namespace, status: sync } of status?.resources ?? []) {
    if (sync === 'Synced') continue;
    const reference = {
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const holder = (await kubernetes.find(reference))?.metadata.annotations?.[mark]?.split(':')[0];
    if (holder !== undefined && !there.includes(holder))
      await kubernetes.patch(reference, { metadata: { annotations: { [mark]: null } } });
  }
}
