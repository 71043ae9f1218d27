import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import {
  databaseWorkload,
  isReady,
  livePods,
  type NamedWorkload,
  antaeus,
  payment,
} from '@tinjis/cluster/kubernetes/pods';
import type { DeliverySetup } from '../../pushes/setup.ts';
import type { LiveCheck } from '../../harness/check.ts';
import { loadText, underLoad } from '../../billing/rest.ts';

/**
 * PostgreSQL is killed while a billing run is under way: `kubectl delete pod -n payments payment-postgresql-0
 * --grace-period=1`. Nobody has to do anything: the StatefulSet brings the pod back on its volume, PostgreSQL recovers,
 * the services connect anew, and the run goes on where it was.
 */
export function databaseKilled(setup: DeliverySetup, of: NamedWorkload): LiveCheck {
  const { kubernetes } = setup;
  const database = databaseWorkload(of);
  return {
    name: `database-killed/${of.name}`,
    title: `the database of ${of.name} is killed in a billing run, and no charge is lost or doubled`,
    within: 180,
    run: async () => {
      const {
        done: away,
        load,
        audited,
      } = await underLoad(setup, async (billing) => {
        const [pod] = await livePods(kubernetes, database);
        if (!pod) throw new Error(`${database.name} has no pod`);
        await billing.untilBilling();
        const start = performance.now();
        // One second of grace, not zero: with zero, Kubernetes would start the next pod before this pod has released
        // the volume.
        const killed = { apiVersion: 'v1', kind: 'Pod', namespace: database.namespace, name: pod.metadata.name };
        await kubernetes.delete(killed, { graceSeconds: 1 });
        await waitFor({ what: `a new ${database.name}`, timeout: 90_000 }, async () => {
          const fresh = (await livePods(kubernetes, database)).find((each) => each.metadata.uid !== pod.metadata.uid);
          return fresh && isReady(fresh) ? { found: fresh } : { instead: 'not ready' };
        });
        const seconds = Math.round(performance.now() - start) / 1000;
        // The load goes on until the service has found its database again.
        await sleep(4000);
        return seconds;
      });
      return {
        passed: audited.passed,
        observed: `back after ${away} s; ${loadText(load)}, ${load.failures.length} calls failed meanwhile; ${audited.observed}`,
        ...(audited.explanation ? { explanation: audited.explanation } : {}),
        measures: { backSeconds: away, failedCalls: load.failures.length, charges: load.charges },
        record: { failures: load.failures.slice(0, 10) },
      };
    },
  };
}

/** How long the drill kills pods, and roughly how often, in milliseconds. */
const terror = 60_000;
const pause = 6_000;

/**
 * Pods of payment and Antaeus are killed at random for a minute while Antaeus bills: `kubectl delete pod --force
 * --grace-period=0`. The next pod takes up whatever was under way, under the same idempotency keys.
 */
export function podsKilled(setup: DeliverySetup): LiveCheck {
  const { kubernetes } = setup;
  return {
    name: 'pods-killed',
    title:
      'pods of payment and Antaeus are killed at random for a minute of billing: every invoice is charged exactly as its attempts say',
    within: 240,
    run: async (signal) => {
      const {
        done: killed,
        load,
        audited,
      } = await underLoad(setup, async () => {
        const names: string[] = [];
        const end = Date.now() + terror;
        while (Date.now() < end && !signal.aborted) {
          const victim = await anyPod(setup);
          if (victim) {
            await kubernetes.delete({ apiVersion: 'v1', kind: 'Pod', ...victim }, { graceSeconds: 0 });
            names.push(`${victim.namespace}/${victim.name}`);
          }
          await sleep(pause * (0.5 + Math.random()));
        }
        await allReady(setup);
        return names;
      });
      const enough = killed.length >= 5 && new Set(killed.map((pod) => pod.split('/')[0])).size === 2;
      return {
        passed: audited.passed && enough,
        observed: `${killed.length} pods killed; ${loadText(load)}, ${load.failures.length} calls failed meanwhile; ${audited.observed}`,
        explanation: [
          ...(audited.explanation ?? []),
          ...(enough ? [] : [`too few were killed to show anything: ${killed.join(', ')}`]),
        ],
        measures: { killed: killed.length, failedCalls: load.failures.length, charges: load.charges },
        record: { killed, failures: load.failures.slice(0, 10) },
      };
    },
  };
}

/** Any running pod of either service, including pods that are starting: a kill does not wait for a good moment. */
async function anyPod({ kubernetes }: DeliverySetup): Promise<NamedWorkload | undefined> {
  const pods = (await Promise.all([payment, antaeus].map((workload) => livePods(kubernetes, workload)))).flat();
  const victim = pods[Math.floor(Math.random() * pods.length)];
  return victim && { namespace: victim.metadata.namespace ?? '', name: victim.metadata.name };
}

/** Waits until both services are back. */
async function allReady({ kubernetes }: DeliverySetup): Promise<void> {
  await waitFor({ what: 'both services to be ready again', timeout: 90_000 }, async () => {
    const ready = await Promise.all(
      [payment, antaeus].map(async (workload) => (await livePods(kubernetes, workload)).some(isReady)),
    );
    return ready.every(Boolean) ? { found: true } : { instead: 'one is not ready' };
  });
}
