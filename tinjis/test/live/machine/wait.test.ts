import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { waitFor } from '../../../live/machine/wait.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('waiting', () => {
  it('ends with the first answer, whatever came before it', async () => {
    const looks = [undefined, false, new Error('not yet'), 0, 1];
    const found = await waitFor({ what: 'a number', seconds: 5, every: 1 }, () => {
      const look = looks.shift();
      if (look instanceof Error) throw look;
      return look as number | false | undefined;
    });
    expect(found).to.equal(0);
  });

  it('says what did not come, and the last reason', async () => {
    await expect(waitFor({ what: 'a number', seconds: 0.01, every: 1 }, () => undefined)).to.reject('a number did not come within 0.01 s');
    await expect(waitFor({ what: 'a number', seconds: 0.01, every: 1 }, () => { throw new Error('refused\n'); }))
      .to.reject('a number did not come within 0.01 s (refused)');
  });
});
