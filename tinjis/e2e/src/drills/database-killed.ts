import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import { databaseWorkload, isReady, livePods, type NamedWorkload } from '@tinjis/cluster/kubernetes/pods';
import type { DeliverySetup } from '../delivery/stage.ts';
import type { LiveCheck } from '../harness/check.ts';
import { loadText, underLoad } from './load-and-audit.ts';

/**
 * PostgreSQL is killed while a billing run is under way: `kubectl delete pod -n payments payment-postgresql-0
 * --grace-period=1`. Nobody has to do anything: the StatefulSet brings the pod back on its volume, PostgreSQL recovers,
 * the services connect anew, and the run goes on where it was.
 */
export function databaseKilled(stage: DeliverySetup, of: NamedWorkload): LiveCheck {
  const { kubernetes } = stage;
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
      } = await underLoad(stage, async (billing) => {
        const [pod] = await livePods(kubernetes, database);
        if (!pod) throw new Error(`${database.name} has no pod`);
        await billing.untilBilling();
        const start = performance.now();
        // One second and not none: without any, Kubernetes would start the next one before this one has let go of the
        // volume.
        await kubernetes.delete(
          { apiVersion: 'v1', kind: 'Pod', namespace: database.namespace, name: pod.metadata.name },
          { graceSeconds: 1 },
        );
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
