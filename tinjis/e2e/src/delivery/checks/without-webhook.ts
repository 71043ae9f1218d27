import type { LiveCheck } from '../../harness/check.ts';
import { pushAndWait } from '../measure.ts';
import { withoutWebhooks } from '../served.ts';
import type { DeliverySetup } from '../stage.ts';

export function withoutWebhook({ context, kubernetes, payment, antaeus }: DeliverySetup): LiveCheck {
  return {
    name: 'lost-webhook',
    title: 'a push whose webhook is lost arrives all the same, when Argo CD next looks',
    within: 240,
    run: (signal) =>
      withoutWebhooks(context, async () => {
        // Both at once: each waits for its own Application's turn, at most 90 s.
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
