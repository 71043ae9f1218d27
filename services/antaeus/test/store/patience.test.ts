import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { databasePatience } from '../../src/store/patience.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('databasePatience', () => {
  it('tries again while the database is away', async () => {
    let failures = 2;
    const answer = await databasePatience()(async () => {
      if ((failures -= 1) >= 0) throw away();
      return 'there';
    });
    expect(answer).to.equal('there');
  });

  it('ends at some time', async () => {
    let tries = 0;
    await expect(
      databasePatience(1)(async () => {
        tries += 1;
        throw away();
      }),
    ).to.reject('connect ECONNREFUSED');
    expect(tries).to.equal(2);
  });

  it('does not repeat a statement that was refused', async () => {
    let tries = 0;
    await expect(
      databasePatience()(async () => {
        tries += 1;
        throw Object.assign(new Error('duplicate key'), { code: '23505' });
      }),
    ).to.reject('duplicate key');
    expect(tries).to.equal(1);
  });
});
