import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import type { Ruling, Verdict } from '../../src/ruling/decision.ts';
import { reason } from '../../src/ruling/reason.ts';
import { agreed, anyOf, together } from '../../src/ruling/together.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const ruling = (verdict: Verdict, code = `x/${verdict}`): Ruling => ({
  verdict,
  reasons: [reason(code, 'default', {}, { searched: [] })],
});
const codes = ({ reasons }: Ruling): string[] => reasons.map(({ code }) => code);
const some = fc.array(fc.constantFrom<Verdict>('allow', 'deny', 'unknown', 'not-applicable'), {
  minLength: 1,
  maxLength: 5,
});

describe('together()', () => {
  it('keeps the reasons of the verdict that wins, each once', () => {
    const all = together([ruling('allow'), ruling('deny', 'x/a'), ruling('deny', 'x/b'), ruling('deny', 'x/a')]);
    expect([all.verdict, ...codes(all)]).to.equal(['deny', 'x/a', 'x/b']);
    expect(together([ruling('allow'), ruling('unknown')]).verdict).to.equal('unknown');
    expect(anyOf([ruling('allow'), ruling('unknown'), ruling('deny')]).verdict).to.equal('allow');
  });
});

describe('agreed()', () => {
  it('says what together() says, and why', () => {
    fc.assert(
      fc.property(some, (verdicts) => {
        const [first, ...more] = verdicts.map((verdict, index) => ruling(verdict, `x/${index}`)) as [
          Ruling,
          ...Ruling[],
        ];
        const one = agreed([() => first, ...more.map((each) => () => each)]);
        const other = together([first, ...more]);
        expect([one.verdict, ...codes(one)]).to.equal([other.verdict, ...codes(other)]);
      }),
    );
  });

  it('asks nobody after a denial, until somebody asks why', () => {
    const asked: string[] = [];
    const ask = (verdict: Verdict) => () => {
      asked.push(verdict);
      return ruling(verdict);
    };
    const one = agreed([ask('unknown'), ask('deny'), ask('allow')]);
    expect([one.verdict, ...asked]).to.equal(['deny', 'unknown', 'deny']);
    expect([...codes(one), asked.length]).to.equal(['x/deny', 5]);
  });
});
