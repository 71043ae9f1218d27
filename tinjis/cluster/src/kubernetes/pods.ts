import type { Kubernetes } from './client.ts';
import type { LiveObject } from './objects.ts';

/** A workload of ours: its pods bear its name as label. */
export interface NamedWorkload {
  readonly namespace: string;
  readonly name: string;
}

export const payment: NamedWorkload = { namespace: 'payments', name: 'payment' };
export const antaeus: NamedWorkload = { namespace: 'billing', name: 'antaeus' };

/** The database of a workload, by the naming of apps/. */
export function databaseWorkload({ namespace, name }: NamedWorkload): NamedWorkload {
  return { namespace, name: `${name}-postgresql` };
}

/** Pods of a workload that are not on their way out, the youngest last. */
export async function livePods(
  kubernetes: Kubernetes,
  { namespace, name }: NamedWorkload,
): Promise<readonly LiveObject[]> {
  const pods = await kubernetes.list(
    { apiVersion: 'v1', kind: 'Pod', namespace },
    { labels: `app.kubernetes.io/name=${name}` },
  );
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return staying.toSorted((a, b) =>
    String(a.metadata.creationTimestamp).localeCompare(String(b.metadata.creationTimestamp)),
  );
}

/** Whether a pod takes calls. */
export function isReady({ status }: LiveObject): boolean {
  const conditions = (status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? [];
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
}

/**
 * A pod of a workload that takes calls.
 * @throws Error when there is none
 */
export async function readyPod(kubernetes: Kubernetes, workload: NamedWorkload): Promise<LiveObject> {
  const ready = (await livePods(kubernetes, workload)).findLast(isReady);
  if (!ready) throw new Error(`no pod of ${workload.namespace}/${workload.name} is ready`);
  return ready;
}
