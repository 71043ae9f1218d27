import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Turns } from '../../src/upstream/turns.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('Turns', () => {
  it('go one after the other for a name, in the order they were asked for', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map(async (who) => {
        const end = await turns.take('same');
        seen.push(`${who} begins`);
        await sleep(2);
        seen.push(`${who} ends`);
        end();
      }),
    );
    expect(seen).to.equal(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(turns.size).to.equal(0);
  });

  it('of different names do not wait for each other', async () => {
    const turns = new Turns();
    const [endOne, endOther] = [await turns.take('one'), await turns.take('other')];
    expect(turns.size).to.equal(2);
    endOne();
    endOther();
    expect(turns.size).to.equal(0);
  });
});
