import { setTimeout as sleep } from 'node:timers/promises';
import { isReady, livePods, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { pushMark } from './mark.ts';
import { application } from '@tinjis/platform/installation';

/** An Application's own status. */
interface ApplicationState {
  readonly revision: string;
  readonly sync: string;
  readonly health: string;
  readonly phase: string;
  /** Why the Application is not well, in Argo CD's words; empty when it is. */
  readonly message: string;
}

/** Reads the state of an Application. */
export async function stateOf(kubernetes: Kubernetes, name: string): Promise<ApplicationState> {
  const { status = {} } = await kubernetes.get(application(name));
  const { sync, health, operationState: operation, conditions = [] } = status as Status;
  return {
    revision: sync?.revision ?? '',
    sync: sync?.status ?? '',
    health: health?.status ?? '',
    phase: operation?.phase ?? '',
    message: [
      ...conditions.map(({ message }) => message),
      operation?.phase === 'Succeeded' ? '' : (operation?.message ?? ''),
    ]
      .filter(Boolean)
      .join('; '),
  };
}

interface Status {
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
  readonly operationState?: { readonly phase: string; readonly message?: string };
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
}

/** The moments at which a change arrived, in milliseconds of `performance.now()`. */
interface Arrival {
  readonly synced: number;
  readonly healthy: number;
  /** From this moment on, pods of the new template answer every call. */
  readonly serving: number;
}

/** What a push is expected to lead to. */
interface AwaitedPush extends NamedWorkload {
  /** The Application's commit before the push. */
  readonly before: string;
  /** Value of the mark in the new pods; undefined when they have no mark. */
  readonly value: string | undefined;
}

/** Time between two looks, in milliseconds: the precision of the measured times. */
const beat = 100;

/**
 * Waits until a pushed change is Synced and Healthy, and new pods alone serve it.
 * @throws Error that says what was seen last, when the signal ends the wait
 */
export async function arrivalOf(
  kubernetes: Kubernetes,
  { before, value, ...workload }: AwaitedPush,
  signal: AbortSignal,
): Promise<Arrival> {
  let synced: number | undefined;
  let healthy: number | undefined;
  for (;;) {
    const state = await stateOf(kubernetes, workload.name);
    const isThere =
      state.sync === 'Synced' && state.revision !== before && (await templateValue(kubernetes, workload)) === value;
    const now = performance.now();
    if (isThere) synced ??= now;
    if (isThere && state.health === 'Healthy') healthy ??= now;
    if (synced !== undefined && healthy !== undefined && (await serves(kubernetes, workload, value))) {
      return { synced, healthy, serving: performance.now() };
    }
    if (signal.aborted) {
      throw new Error(
        `${workload.name} is ${state.sync} and ${state.health} at ${state.revision.slice(0, 7)}${state.message && `: ${state.message}`}`,
      );
    }
    await sleep(beat);
  }
}

async function templateValue(kubernetes: Kubernetes, { namespace, name }: NamedWorkload): Promise<string | undefined> {
  const { spec } = await kubernetes.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name });
  return markOf((spec as { template: LiveObject }).template);
}

/** Whether calls to the Service reach pods with that mark, and no other pods. */
async function serves(kubernetes: Kubernetes, workload: NamedWorkload, value: string | undefined): Promise<boolean> {
  const { namespace, name } = workload;
  const of = { labels: `kubernetes.io/service-name=${name}` };
  const slices = await kubernetes.list({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace }, of);
  const endpoints = slices.flatMap(({ endpoints }) => (endpoints ?? []) as readonly Endpoint[]);
  const called = endpoints
    .filter(({ conditions }) => conditions?.ready === true)
    .map(({ targetRef }) => targetRef?.name);
  const pods = await livePods(kubernetes, workload);
  const fresh = pods.filter((pod) => isReady(pod) && markOf(pod) === value).map(({ metadata }) => metadata.name);
  return called.length > 0 && called.every((pod) => pod !== undefined && fresh.includes(pod));
}

interface Endpoint {
  readonly conditions?: { readonly ready?: boolean };
  readonly targetRef?: { readonly name: string };
}

function markOf({ metadata }: LiveObject): string | undefined {
  return metadata.annotations?.[pushMark];
}
