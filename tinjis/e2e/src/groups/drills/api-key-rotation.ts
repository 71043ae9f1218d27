import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@tinjis/cluster/wait';
import { antaeus, payment } from '@tinjis/cluster/kubernetes/pods';
import type { DeliverySetup } from '../../pushes/setup.ts';
import type { LiveCheck } from '../../harness/check.ts';
import { currentKey, refusals, statusWith, untilMounted, completeRotation, rotationStep } from './rotation.ts';
import { loadText, underLoad } from '../../billing/rest.ts';

const keysFile = 'apps/payments/payment/overlays/local/api-keys.json';

/**
 * Antaeus' key for payment is replaced while Antaeus bills (docs/decisions/api-keys.md):
 *
 *     tinjis seal billing/antaeus --cluster local --rotate start    # merge; wait until payment's pods hold both keys
 *     tinjis seal billing/antaeus --cluster local --rotate switch   # merge; wait until Antaeus' pods hold the new key
 *     tinjis seal billing/antaeus --cluster local --rotate finish   # merge; the old key opens nothing any more
 */
export function apiKeyRotation(setup: DeliverySetup): LiveCheck {
  const { kubernetes, platform } = setup;
  return {
    name: 'api-key-rotation',
    title: "Antaeus' API key is rotated under load without a single 401, and the old key opens nothing afterwards",
    within: 400,
    run: async () => {
      await completeRotation(setup);
      setup.context.putBack("the rotation of Antaeus' API key: it is completed", () => completeRotation(setup));
      const keysMounted = async () =>
        untilMounted(kubernetes, payment, '/etc/payment/api-keys.json', await platform.read(keysFile));
      const old = await currentKey(setup);
      const before = await refusals(setup);
      const {
        done: worked,
        load,
        audited,
      } = await underLoad(setup, async () => {
        await rotationStep(setup, 'start');
        await keysMounted();
        await rotationStep(setup, 'switch');
        const next = await waitFor({ what: 'the unsealed new key', timeout: 60_000 }, async () => {
          const key = await currentKey(setup);
          return key === old ? { instead: 'still the old one' } : { found: key };
        });
        await untilMounted(kubernetes, antaeus, '/etc/antaeus/payment-api-key', next);
        // Both services read a changed file within a second.
        await sleep(2500);
        const both = [await statusWith(setup, old), await statusWith(setup, next)];
        await rotationStep(setup, 'finish');
        await keysMounted();
        await sleep(2500);
        const seen = await refusals(setup);
        const after = [await statusWith(setup, old), await statusWith(setup, next)];
        // Proves that the counter counts refusals at all.
        return { both, seen, after, counts: (await refusals(setup)) > seen };
      });
      const refused = worked.seen - before;
      const faults = [
        ...(refused === 0 ? [] : [`payment answered ${refused} calls with 401`]),
        ...(worked.counts ? [] : ['payment does not count the calls it answers with 401']),
        ...unlike('before the end', worked.both, '200 200'),
        ...unlike('at the end', worked.after, '401 200'),
        ...(load.failures.length === 0 ? [] : [`${load.failures.length} calls failed: ${load.failures[0]}`]),
        ...(load.failed === 0 ? [] : [`${load.failed} attempts got no verdict`]),
        ...(audited.explanation ?? []),
      ];
      return {
        passed: faults.length === 0 && audited.passed,
        observed: `${loadText(load)}, ${refused} times 401; ${audited.observed}`,
        explanation: faults,
        measures: { refused, charges: load.charges },
      };
    },
  };
}

function unlike(when: string, answers: readonly string[], expected: string): readonly string[] {
  const seen = answers.join(' ');
  return seen === expected ? [] : [`${when} the old and the new key were answered ${seen}, expected ${expected}`];
}
