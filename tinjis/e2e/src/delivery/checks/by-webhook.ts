import type { LiveCheck } from '../../harness/check.ts';
import { pushOften, summarised } from '../measure.ts';
import type { DeliverySetup } from '../stage.ts';

const pushes = 20;

/**
 * Seconds that a push may take in the worst case and still owe nothing to polling, which looks once a minute and a
 * half.
 */
const farBelowPolling = 20;

export function byWebhook({ kubernetes, payment, antaeus }: DeliverySetup): LiveCheck {
  return {
    name: 'webhook',
    title: `${pushes} pushes of the developers arrive by webhook, one after the other`,
    within: 400,
    run: async (signal) => {
      const deliveries = await pushOften(kubernetes, [payment, antaeus], pushes, signal);
      const measures = summarised(deliveries);
      const {
        pushedSecondsP50,
        syncedSecondsP50,
        syncedSecondsP95,
        healthySecondsP50,
        healthySecondsP95,
        servingSecondsP50,
      } = measures;
      return {
        passed: Number(syncedSecondsP95) < farBelowPolling,
        observed:
          `pushed in ${pushedSecondsP50} s, Synced after ${syncedSecondsP50} s (p95 ${syncedSecondsP95}), Healthy after ${healthySecondsP50} s (p95 ${healthySecondsP95}), ` +
          `all calls by new pods after ${servingSecondsP50} s`,
        measures,
        record: { deliveries },
      };
    },
  };
}
