import { setImmediate as turn } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { inParallel } from '../src/in-parallel.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('work in parallel', () => {
  it('answers in the order of the items, with no more at a time than it may', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (items, width) => {
        let busy = 0;
        let most = 0;
        const answers = await inParallel(items, width, async (item) => {
          most = Math.max(most, (busy += 1));
          await turn();
          busy -= 1;
          return item + 1;
        });
        expect(answers).to.equal(items.map((item) => item + 1));
        expect(most).to.equal(Math.min(width, items.length));
      }),
    ));

  it('fails when one of the items does', async () => {
    const work = inParallel([1, 2], 2, async (item) => {
      if (item === 2) throw new Error('the second failed');
      return item;
    });
    await expect(work).to.reject('the second failed');
  });
});
