import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import { deploymentFile, withMark, withoutMark } from './mark.ts';
import { arrivalOf, stateOf } from './arrival.ts';
import type { WorkingCopy } from './working-copy.ts';

/** A service, and the clone of the developer who may change it. */
export interface Developed {
  readonly team: string;
  readonly workload: NamedWorkload;
  readonly copy: WorkingCopy;
}

/** The times that one push took, in seconds from the moment the server accepted it. */
interface PushTimes {
  /** Duration of `git push` itself, the guard's judgement included. */
  readonly pushed: number;
  readonly synced: number;
  readonly healthy: number;
  /** Until the new pods answered every call. */
  readonly serving: number;
}

/**
 * Has a developer change their service and push, and waits until the change is being served.
 * @param value of the mark (`change.ts`); undefined removes the mark
 * @param signal ends the wait
 */
export async function pushAndWait(
  kubernetes: Kubernetes,
  developed: Developed,
  value: string | undefined,
  signal: AbortSignal,
): Promise<PushTimes> {
  const { copy, workload } = developed;
  await commitMark(developed, value);
  const { revision: before } = await stateOf(kubernetes, workload.name);
  const start = performance.now();
  await copy.push();
  const pushed = performance.now();
  const arrival = await arrivalOf(kubernetes, { ...workload, before, value }, signal);
  const seconds = (at: number): number => Math.round(at - pushed) / 1000;
  return {
    pushed: Math.round(pushed - start) / 1000,
    synced: seconds(arrival.synced),
    healthy: seconds(arrival.healthy),
    serving: seconds(arrival.serving),
  };
}

/** Commits a change of the mark on top of the commits that others pushed. */
export async function commitMark({ team, workload, copy }: Developed, value: string | undefined): Promise<string> {
  await copy.update();
  const file = deploymentFile({ team, service: workload.name });
  const text = await copy.read(file);
  await copy.write(file, value === undefined ? withoutMark(text) : withMark(text, value));
  return copy.commit(
    value === undefined
      ? `${workload.name}: take the checks' mark out`
      : `${workload.name}: set the checks' mark to ${value}`,
  );
}

/** Pushes this many times, one push after the other; the services take turns. */
export async function pushOften(
  kubernetes: Kubernetes,
  services: readonly Developed[],
  pushes: number,
  signal: AbortSignal,
): Promise<readonly PushTimes[]> {
  const deliveries: PushTimes[] = [];
  for (let push = 0; push < pushes; push += 1) {
    const developed = services[push % services.length] as Developed;
    deliveries.push(await pushAndWait(kubernetes, developed, `${Date.now()}`, signal));
  }
  return deliveries;
}

/** The median and 95th percentile of each time, in seconds, under the names that measures use. */
export function summarised(deliveries: readonly PushTimes[]): Readonly<Record<string, number>> {
  const fields = ['pushed', 'synced', 'healthy', 'serving'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const values = deliveries.map((delivery) => delivery[field]);
      return [
        [`${field}SecondsP50`, percentile(values, 0.5)],
        [`${field}SecondsP95`, percentile(values, 0.95)],
      ];
    }),
  );
}

/**
 * The smallest value that is at least as large as the given share of the values (nearest rank).
 * @param share above 0, at most 1: 0.5 for the median
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
