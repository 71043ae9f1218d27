import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Gatherer } from '../../src/ledger/gather.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('Gatherer', () => {
  it('writes what one turn of the event loop asks for at once, and gives each its own result', async () => {
    const batches: number[][] = [];
    const gatherer = new Gatherer<number, string>({
      maxInFlight: 2,
      minBeside: 1,
      maxItems: 100,
      write: async (items) => {
        batches.push([...items]);
        return items.map(String);
      },
    });
    expect(await Promise.all([1, 2, 3].map((item) => gatherer.add(item)))).to.equal(['1', '2', '3']);
    expect(batches).to.equal([[1, 2, 3]]);
  });

  it('lets the next batch grow while the allowed number is under way, up to its limit', async () => {
    const batches: number[] = [];
    let underWay = 0;
    let most = 0;
    const { promise: everybodyWaits, resolve } = Promise.withResolvers<undefined>();
    const gatherer = new Gatherer<number, number>({
      maxInFlight: 2,
      minBeside: 1,
      maxItems: 5,
      write: async (items) => {
        batches.push(items.length);
        underWay += 1;
        most = Math.max(most, underWay);
        await everybodyWaits;
        await sleep(5);
        underWay -= 1;
        return items;
      },
    });
    const first = gatherer.add(0);
    await sleep(1);
    const rest = Array.from({ length: 12 }, (_, index) => gatherer.add(index + 1));
    expect(gatherer.depth).to.equal(12);
    resolve(undefined);
    expect(await Promise.all([first, ...rest])).to.equal(Array.from({ length: 13 }, (_, index) => index));
    expect(batches).to.equal([1, 5, 5, 2]);
    expect(most).to.equal(2);
    expect(gatherer.depth).to.equal(0);
  });

  it('starts a batch beside another only when enough are waiting', async () => {
    const batches: number[] = [];
    const { promise: databaseAnswers, resolve: answer } = Promise.withResolvers<undefined>();
    const gatherer = new Gatherer<number, number>({
      maxInFlight: 2,
      minBeside: 3,
      maxItems: 100,
      write: async (items) => {
        batches.push(items.length);
        await databaseAnswers;
        return items;
      },
    });
    const added = [gatherer.add(0)];
    await nextTurn();
    added.push(gatherer.add(1), gatherer.add(2));
    await nextTurn();
    expect(batches).to.equal([1]);
    added.push(gatherer.add(3));
    await nextTurn();
    expect(batches).to.equal([1, 3]);
    added.push(gatherer.add(4));
    answer(undefined);
    expect(await Promise.all(added)).to.equal([0, 1, 2, 3, 4]);
    expect(batches).to.equal([1, 3, 1]);
  });

  it('fails the batch that failed, and goes on', async () => {
    const gatherer = new Gatherer<number, number>({
      maxInFlight: 1,
      minBeside: 1,
      maxItems: 2,
      write: async (items) => {
        if (items.includes(2)) throw new Error('broken');
        return items;
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => gatherer.add(item)));
    expect(results.map(({ status }) => status)).to.equal(['rejected', 'rejected', 'fulfilled']);
  });
});
