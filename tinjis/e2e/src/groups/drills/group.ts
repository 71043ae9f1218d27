import { antaeus, payment } from '@tinjis/cluster/kubernetes/pods';
import { setUpDelivery } from '../../pushes/setup.ts';
import type { CheckGroup } from '../../harness/check.ts';
import { apiKeyRotation } from './api-key-rotation.ts';
import { argocdDown } from './argocd-down.ts';
import { databaseKilled, podsKilled } from './killed.ts';
import { sealingKeyRenewal } from './sealing-key-renewal.ts';

/** Things that go wrong or are renewed in the life of a platform, and a person's response to each. */
export const drillsChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: async (context) => {
    const setup = await setUpDelivery(context);
    return [
      apiKeyRotation(setup),
      sealingKeyRenewal(setup),
      databaseKilled(setup, payment),
      databaseKilled(setup, antaeus),
      podsKilled(setup),
      argocdDown(setup),
    ];
  },
};
