import type { CheckGroup } from '../harness/check.ts';
import { brokenImage } from './checks/broken-image.ts';
import { brokenManifest } from './checks/broken-manifest.ts';
import { byWebhook } from './checks/by-webhook.ts';
import { revert } from './checks/revert.ts';
import { rolloutUnderLoad } from './checks/under-load.ts';
import { withoutWebhook } from './checks/without-webhook.ts';
import { setUpDelivery } from './stage.ts';

/** What a developer pushes to their own service runs, soon, and does no harm on the way. */
export const group: CheckGroup = {
  width: 1,
  alone: true,
  open: async (context) => {
    const stage = await setUpDelivery(context);
    return [
      // First: how long Argo CD takes by itself depends on when it looked last, and by now that is anybody's guess.
      withoutWebhook(stage),
      byWebhook(stage),
      rolloutUnderLoad(stage, stage.payment),
      rolloutUnderLoad(stage, stage.antaeus),
      revert(stage),
      brokenImage(stage),
      brokenManifest(stage),
    ];
  },
};
