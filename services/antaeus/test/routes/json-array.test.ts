import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { jsonArray } from '../../src/routes/json-array.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const pagesOf = (items: readonly unknown[], size: number) => {
  let from = 0;
  return async () => items.slice(from, (from += size));
};

describe('jsonArray', () => {
  it('writes the same text as the whole array in one piece, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        async (items, size) => {
          expect(await text(await jsonArray(pagesOf(items, size), size))).to.equal(JSON.stringify(items));
        },
      ),
    );
  });

  it('reads the first page before anything is written', async () => {
    await expect(
      jsonArray(async () => {
        throw new Error('no database');
      }, 10),
    ).to.reject('no database');
  });

  it('cuts the text off when a later page fails, so that nobody takes it for whole', async () => {
    let pages = 0;
    const stream = await jsonArray(async () => {
      if ((pages += 1) > 1) throw new Error('no database');
      return [1, 2];
    }, 2);
    await expect(text(stream)).to.reject('no database');
  });

  it('reads no further than its reader', async () => {
    let pages = 0;
    const stream = await jsonArray(async () => {
      pages += 1;
      return Array.from({ length: 1000 }, () => 'x'.repeat(100));
    }, 1000);
    stream.read(1);
    await new Promise((later) => setTimeout(later, 20));
    stream.destroy();
    expect(pages).to.be.at.most(3);
  });
});
