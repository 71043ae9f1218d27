import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { withTemporaryFolder } from '../src/temporary.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('withTemporaryFolder()', () => {
  it('lends a private folder and removes it with what it holds', async () => {
    const folder = await withTemporaryFolder(async (lent) => {
      writeFileSync(join(lent, 'a'), 'b');
      expect(statSync(lent).mode & 0o777).to.equal(0o700);
      return lent;
    });
    expect(existsSync(folder)).to.be.false();
  });

  it('removes it after a fault as well', async () => {
    let folder = '';
    await expect(
      withTemporaryFolder(async (lent) => {
        folder = lent;
        throw new Error('broken');
      }),
    ).to.reject('broken');
    expect(existsSync(folder)).to.be.false();
  });
});
