import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type Look, waitFor } from '../src/wait.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('waiting', () => {
  it('ends with the first thing found, whatever came before it', async () => {
    const looks: (Look<number> | Error)[] = [{ instead: 'nothing' }, new Error('not yet'), { found: 0 }, { found: 1 }];
    const found = await waitFor<number>({ what: 'number', timeout: 5000, every: 1 }, async () => {
      const look = looks.shift();
      if (look === undefined || look instanceof Error) throw look;
      return look;
    });
    expect(found).to.equal(0);
  });

  it('says what it waited for and what it saw last', async () => {
    await expect(waitFor({ what: 'a number', timeout: 10, every: 1 }, async () => ({ instead: 'a word' }))).to.reject(
      'waited 0 s for a number; last seen: a word',
    );
    await expect(
      waitFor({ what: 'a number', timeout: 10, every: 1 }, () => Promise.reject(new Error('refused'))),
    ).to.reject(/last seen: refused$/);
  });

  it('gives up at once when it is in vain, and not before', async () => {
    let looks = 0;
    const unless = () => (looks === 3 ? 'the counter has ended' : undefined);
    const waiting = waitFor({ what: 'number', timeout: 60_000, every: 1, unless }, async () => ({
      instead: `look ${(looks += 1)}`,
    }));
    await expect(waiting).to.reject('no number: the counter has ended');
    expect(looks).to.equal(3);
  });
});
