import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { allow, deny, reason } from '@tinjis/rules/ruling';
import { Tally } from '../../src/verify/tally.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const at = (file: string) => ({ file, line: 1 });

describe('a tally', () => {
  it('cites the pods that bear the name of others where they get what they must not, and else the rule', () => {
    const asked = { who: 'a', what: 'b', otherwise: at('otherwise'), borrowed: at('pods') };
    const tally = new Tally();
    tally.refused(asked, allow(reason('x/granted', 'granted', {}, at('rule'))));
    tally.allowed(asked, deny(reason('x/refused', 'forbidden', {}, at('rule'))));
    expect(tally.breaches.map(({ code, at: { file } }) => [code, file])).to.equal([
      ['promise/borrowed-name', 'pods'],
      ['promise/closed', 'rule'],
    ]);
  });
});
