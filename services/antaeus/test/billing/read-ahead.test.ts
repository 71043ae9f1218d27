import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readAhead } from '../../src/billing/read-ahead.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const turn = () => new Promise((later) => setImmediate(later));

describe('readAhead', () => {
  it('hands out the items of all pages in order, then the end for good', async () => {
    const pages = [[1, 2, 3], [4], [5, 6]];
    const next = readAhead(async () => pages.shift() ?? [], 1);
    const items: unknown[] = [];
    for (let item = await next(); item !== undefined; item = await next()) {
      items.push(item);
    }
    expect(items).to.equal([1, 2, 3, 4, 5, 6]);
    expect(await next()).to.be.undefined();
  });

  it('fetches the next page while the last items are handed out, and no more than that one', async () => {
    let fetched = 0;
    const next = readAhead(async () => [(fetched += 1), fetched, fetched, fetched], 2);
    await next();
    await turn();
    expect(fetched).to.equal(1);
    await next();
    await turn();
    expect(fetched).to.equal(2);
    await next();
    await turn();
    expect(fetched).to.equal(2);
  });

  it('serves many takers at once from one fetch', async () => {
    let fetched = 0;
    const next = readAhead(async () => ((fetched += 1) === 1 ? ['a', 'b'] : []), 0);
    expect((await Promise.all([next(), next(), next()])).sort()).to.equal(['a', 'b', undefined]);
  });

  it('throws what a page threw to whoever asks', async () => {
    const next = readAhead(async () => {
      throw new Error('no database');
    }, 0);
    await expect(next()).to.reject('no database');
    await expect(next()).to.reject('no database');
  });
});
