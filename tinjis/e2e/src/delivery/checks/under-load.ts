import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import { startLoad } from '../../billing/load.ts';
import { auditNow, letRest } from '../../billing/rest.ts';
import type { LiveCheck } from '../../harness/check.ts';
import { pushAndWait, type Developed } from '../measure.ts';
import type { DeliverySetup } from '../stage.ts';

/** A rollout of a service while Antaeus bills: nobody notices. */
export function rolloutUnderLoad(stage: DeliverySetup, developed: Developed): LiveCheck {
  const { kubernetes, context, url } = stage;
  const { namespace, name } = developed.workload;
  return {
    name: `under-load/${name}`,
    title: `a rollout of ${name} while Antaeus bills: no call fails, no charge fails, is lost or doubled`,
    within: 180,
    run: async (signal) => {
      const load = await startLoad(kubernetes, context.cluster);
      await sleep(2000);
      const { serving } = await pushAndWait(kubernetes, developed, `${Date.now()}`, signal).catch(
        async (error: unknown) => {
          await load.end();
          throw error;
        },
      );
      // The old pods still answer what they were asked; only when they are gone has nothing failed.
      await waitFor({ what: `the end of the old pods of ${name}`, timeout: 90_000 }, async () => {
        const pods = await kubernetes.list(
          { apiVersion: 'v1', kind: 'Pod', namespace },
          { labels: `app.kubernetes.io/name=${name}` },
        );
        const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length;
        return leaving === 0 ? { found: true } : { instead: `${leaving} are stopping` };
      });
      const { runs, failures, charges, failed, seconds } = await load.end();
      await letRest(kubernetes, url);
      const audited = await auditNow(kubernetes);
      const faults = [
        ...failures,
        ...(failed === 0 ? [] : [`${failed} attempts got no verdict`]),
        ...(audited.explanation ?? []),
      ];
      return {
        passed: audited.passed && faults.length === 0,
        observed: `${charges} charges in ${runs} runs (${Math.round(charges / seconds)} a second), served anew after ${serving} s; ${audited.observed}`,
        explanation: faults.slice(0, 10),
        measures: { charges, chargesPerSecond: charges / seconds, servingSeconds: serving },
      };
    },
  };
}
