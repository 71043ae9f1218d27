import type { CheckGroup, LiveCheck } from '../../harness/check.ts';
import { brokenImage, brokenManifest } from './broken.ts';
import { setUpDelivery, type DeliverySetup } from '../../pushes/setup.ts';
import { pushOften, summarised, pushAndWait, type Developed } from '../../pushes/push.ts';
import { withoutWebhooks } from '../../pushes/working-copy.ts';
import { arrivalOf, stateOf } from '../../pushes/arrival.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import { loadText, underLoad } from '../../billing/rest.ts';

/** A developer's push to their own service soon runs, and does no harm on the way. */
export const deliveryChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: async (context) => {
    const setup = await setUpDelivery(context);
    return [
      // First: Argo CD's own delay depends on when it last looked, and at this point that is anybody's guess.
      withoutWebhook(setup),
      byWebhook(setup),
      rolloutUnderLoad(setup, setup.payment),
      rolloutUnderLoad(setup, setup.antaeus),
      revert(setup),
      brokenImage(setup),
      brokenManifest(setup),
    ];
  },
};

const pushes = 20;

/**
 * Longest time that a push may take, in seconds. A push this fast owes nothing to polling: Argo CD polls once every
 * minute and a half.
 */
const farBelowPolling = 20;

function byWebhook({ kubernetes, payment, antaeus }: DeliverySetup): LiveCheck {
  return {
    name: 'webhook',
    title: `${pushes} pushes of the developers arrive by webhook, one after the other`,
    within: 400,
    run: async (signal) => {
      const deliveries = await pushOften(kubernetes, [payment, antaeus], pushes, signal);
      const measures = summarised(deliveries);
      const p50 = (step: string) => `${measures[`${step}SecondsP50`]} s`;
      const both = (step: string) => `${p50(step)} (p95 ${measures[`${step}SecondsP95`]})`;
      const observed = `pushed in ${p50('pushed')}, Synced after ${both('synced')}, Healthy after ${both('healthy')}, all calls by new pods after ${p50('serving')}`;
      const passed = Number(measures['syncedSecondsP95']) < farBelowPolling;
      return { passed, observed, measures, record: { deliveries } };
    },
  };
}

function withoutWebhook({ context, kubernetes, payment, antaeus }: DeliverySetup): LiveCheck {
  return {
    name: 'lost-webhook',
    title: 'a push whose webhook is lost arrives all the same, when Argo CD next looks',
    within: 240,
    run: (signal) =>
      withoutWebhooks(context, async () => {
        // Both at once: each waits until Argo CD looks at its own Application, at most 90 s.
        const value = `${Date.now()}`;
        const deliveries = await Promise.all(
          [payment, antaeus].map((developed) => pushAndWait(kubernetes, developed, value, signal)),
        );
        const waited = deliveries.map(({ synced }) => synced);
        return {
          passed: true,
          observed: `Synced after ${waited.join(' s and ')} s (n = ${waited.length}; Argo CD looks every 60 to 90 s)`,
          measures: {
            syncedSecondsMean: waited.reduce((sum, each) => sum + each, 0) / waited.length,
            n: waited.length,
          },
          record: { deliveries },
        };
      }),
  };
}

export function revert({ kubernetes, payment: developed }: DeliverySetup): LiveCheck {
  return {
    name: 'revert',
    title: '`git revert` of a change brings back what ran before it',
    within: 120,
    run: async (signal) => {
      const [good, regretted] = ['good', 'regretted'].map((word) => `${word}-${Date.now()}`);
      await pushAndWait(kubernetes, developed, good, signal);
      await pushAndWait(kubernetes, developed, regretted, signal);
      const { copy, workload } = developed;
      const { revision: before } = await stateOf(kubernetes, workload.name);
      await copy.git('revert', '--no-edit', 'HEAD');
      const start = performance.now();
      await copy.push();
      // Waits for the first change's mark, and not for just any commit.
      const { serving } = await arrivalOf(kubernetes, { ...workload, before, value: good }, signal);
      const seconds = Math.round(serving - start) / 1000;
      return { passed: true, observed: `served again after ${seconds} s`, measures: { servingSeconds: seconds } };
    },
  };
}

/** A service rolls out while Antaeus bills, and nobody notices. */
function rolloutUnderLoad(setup: DeliverySetup, developed: Developed): LiveCheck {
  const { kubernetes } = setup;
  const { namespace, name } = developed.workload;
  return {
    name: `under-load/${name}`,
    title: `a rollout of ${name} while Antaeus bills: no call fails, no charge fails, is lost or doubled`,
    within: 180,
    run: async (signal) => {
      const {
        done: serving,
        load,
        audited,
      } = await underLoad(setup, async () => {
        await sleep(2000);
        const times = await pushAndWait(kubernetes, developed, `${Date.now()}`, signal);
        // The old pods still answer the calls they have accepted. Only when they are gone is it certain that nothing
        // failed.
        await waitFor({ what: `the end of the old pods of ${name}`, timeout: 90_000 }, async () => {
          const labels = `app.kubernetes.io/name=${name}`;
          const pods = await kubernetes.list({ apiVersion: 'v1', kind: 'Pod', namespace }, { labels });
          const leaving = pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length;
          return leaving === 0 ? { found: true } : { instead: `${leaving} are stopping` };
        });
        return times.serving;
      });
      const { failures, charges, failed, seconds } = load;
      const faults = [
        ...failures,
        ...(failed === 0 ? [] : [`${failed} attempts got no verdict`]),
        ...(audited.explanation ?? []),
      ];
      return {
        passed: audited.passed && faults.length === 0,
        observed: `${loadText(load)}, served anew after ${serving} s; ${audited.observed}`,
        explanation: faults.slice(0, 10),
        measures: { charges, chargesPerSecond: charges / seconds, servingSeconds: serving },
      };
    },
  };
}
