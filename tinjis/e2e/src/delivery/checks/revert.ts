import type { LiveCheck } from '../../harness/check.ts';
import { arrivalOf, stateOf } from '../arrival.ts';
import { pushAndWait } from '../measure.ts';
import type { DeliverySetup } from '../stage.ts';

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
      // Waits for the first change's mark, not for just any commit.
      const { serving } = await arrivalOf(kubernetes, { ...workload, before, value: good }, signal);
      const seconds = Math.round(serving - start) / 1000;
      return { passed: true, observed: `served again after ${seconds} s`, measures: { servingSeconds: seconds } };
    },
  };
}
