import type { CheckGroup } from '../harness/check.ts';
import { admissionCases } from './admission/cases.ts';
import { gitCases } from './git/cases.ts';
import { kubernetesCases } from './kubernetes/cases.ts';
import { toChecks } from './to-checks.ts';
import { lookAround } from './world.ts';

/** Every forbidden thing, tried for real, beside the same attempt where it is allowed. */
export const group: CheckGroup = {
  width: 4,
  alone: false,
  open: async (context) => {
    const world = await lookAround(context);
    return toChecks([...kubernetesCases(world), ...admissionCases(world), ...await gitCases(world)]);
  },
};
