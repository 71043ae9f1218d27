import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { gather } from '../../src/billing/gather.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('gather', () => {
  it('writes everything, one batch at a time, in far fewer batches than items', async () => {
    const batches: number[][] = [];
    let writing = 0;
    const gatherer = gather<number>(
      async (batch) => {
        writing += 1;
        expect(writing).to.equal(1);
        await new Promise((later) => setTimeout(later, 2));
        batches.push([...batch]);
        writing -= 1;
      },
      { pauseMs: 1, enough: 25, backlog: 50 },
    );
    for (let item = 0; item < 500; item += 1) {
      await gatherer.add(item);
    }
    await gatherer.flush();
    expect(batches.flat()).to.equal(Array.from({ length: 500 }, (_, item) => item));
    expect(batches.length).to.be.below(30);
    expect(Math.max(...batches.map(({ length }) => length))).to.be.at.most(50);
  });

  it('makes a taker wait only once the backlog is full', async () => {
    let written = false;
    const gatherer = gather<string>(
      async () => {
        written = true;
      },
      { pauseMs: 5, enough: 2, backlog: 2 },
    );
    await gatherer.add('first');
    expect(written).to.be.false();
    await gatherer.add('second');
    expect(written).to.be.true();
  });

  it('pauses no longer once there is enough to write, or somebody waits for the end', async () => {
    const batches: (readonly string[])[] = [];
    const gatherer = gather<string>(
      async (batch) => {
        batches.push(batch);
      },
      { pauseMs: 60_000, enough: 3, backlog: 10 },
    );
    for (const item of ['a', 'b', 'c']) {
      await gatherer.add(item);
    }
    await gatherer.flush();
    await gatherer.add('d');
    expect(batches).to.equal([['a', 'b', 'c']]);
    await gatherer.flush();
    expect(batches).to.equal([['a', 'b', 'c'], ['d']]);
  });

  it('throws what a write threw, at the flush and at a full backlog', async () => {
    const gatherer = gather<string>(
      async () => {
        throw new Error('disk full');
      },
      { pauseMs: 0, enough: 2, backlog: 2 },
    );
    await gatherer.add('first');
    await expect(gatherer.flush()).to.reject('disk full');
    await gatherer.add('second');
    await expect(gatherer.add('third')).to.reject('disk full');
  });

  it('has nothing to flush before the first item', async () => {
    await gather(
      async () => {
        throw new Error('never');
      },
      { pauseMs: 0, enough: 1, backlog: 1 },
    ).flush();
  });
});
