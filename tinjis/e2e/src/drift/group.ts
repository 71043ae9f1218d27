import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckGroup } from '../harness/check.ts';
import { drifts } from './cases.ts';
import { deletedApplication } from './deleted-application.ts';
import { healed } from './heal.ts';

/** What is changed by hand in the cluster does not last. */
export const group: CheckGroup = {
  width: 1,
  alone: true,
  open: (context) => {
    const kubernetes = Kubernetes.of(context.cluster);
    return Promise.resolve([
      ...drifts.map((drift) => healed(kubernetes, context, drift)),
      deletedApplication(kubernetes, context),
    ]);
  },
};
