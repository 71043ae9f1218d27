import type { CheckGroup } from '../harness/check.ts';
import { clusterLost } from './cluster.ts';

/**
 * What is lost as a whole. A group of its own: nothing that another check changed in a cluster can be put back into the
 * next one.
 */
export const group: CheckGroup = {
  width: 1,
  alone: true,
  open: (context) => Promise.resolve([clusterLost(context)]),
};
