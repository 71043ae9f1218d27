import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { inLanes } from '../../src/billing/lanes.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('inLanes', () => {
  it('handles every item once and never more at once than there are lanes', async () => {
    const anyPauses = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), anyPauses, async (lanes, pauses) => {
        const left = pauses.entries();
        const handled: number[] = [];
        let underWay = 0;
        let most = 0;
        await inLanes(
          lanes,
          async () => left.next().value,
          async ([index, pause]) => {
            underWay += 1;
            most = Math.max(most, underWay);
            for (let turn = 0; turn < pause; turn += 1) {
              await Promise.resolve();
            }
            underWay -= 1;
            handled.push(index);
          },
        );
        expect(handled.sort((one, other) => one - other)).to.equal(pauses.map((_, index) => index));
        expect(most).to.be.at.most(lanes);
      }),
    );
  });

  it('takes no further item after an error, lets the others finish theirs, and throws the error', async () => {
    let taken = 0;
    let finished = 0;
    const next = async () => (taken += 1);
    const handle = async (item: number) => {
      if (item === 1) throw new Error('first');
      await new Promise((later) => setTimeout(later, 5));
      finished += 1;
    };
    await expect(inLanes(3, next, handle)).to.reject('first');
    expect(finished).to.equal(2);
    expect(taken).to.be.at.most(5);
  });
});
