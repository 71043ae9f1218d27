import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import {
  agreed,
  anyOf,
  combine,
  explainedLater,
  layers,
  type LayerDecision,
  reason,
  type Ruling,
  silent,
  together,
  type Verdict,
  winning,
} from '../src/ruling.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const verdicts: Verdict[] = ['allow', 'deny', 'unknown', 'not-applicable'];
const decided = (...given: Verdict[]): LayerDecision[] =>
  given.map((verdict, index) => ({
    layer: layers[index % layers.length] ?? 'git',
    verdict,
    reasons: [{ code: 'git/x', basis: 'default', args: {}, at: { searched: [] } }],
  }));

describe('combine()', () => {
  it('denies when one layer denies, whatever the others say', () => {
    expect(combine(decided('allow', 'deny', 'unknown', 'deny'))).to.include({
      verdict: 'deny',
      decidedBy: ['argocd', 'admission'],
    });
  });

  it('does not know when one layer does not know and none denies', () => {
    expect(combine(decided('allow', 'unknown'))).to.include({ verdict: 'unknown', decidedBy: ['argocd'] });
  });

  it('allows when a layer allows and none objects', () => {
    expect(combine(decided('allow', 'not-applicable'))).to.include({ verdict: 'allow', decidedBy: ['git'] });
  });

  it('takes silence for no permission', () => {
    expect(combine(decided('not-applicable', 'not-applicable')).verdict).to.equal('unknown');
    expect(combine([]).verdict).to.equal('unknown');
  });

  it('never allows more when a denial is added, and keeps every layer', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { maxLength: 8 }), (given) => {
        const all = decided(...given);
        expect(combine([...all, ...decided('deny')]).verdict).to.equal('deny');
        expect(combine(all).layers).to.shallow.equal(all);
        expect(combine(all).verdict === 'allow').to.equal(
          given.includes('allow') && !given.includes('deny') && !given.includes('unknown'),
        );
      }),
    );
  });
});

const because = reason('rbac/granted', 'granted', {}, { file: 'x.yaml', line: 1 });

describe('explainedLater()', () => {
  it('works the reasons out when they are read, once', () => {
    let asked = 0;
    const ruling = explainedLater('allow', () => {
      asked++;
      return [because];
    });
    expect([ruling.verdict, asked]).to.equal(['allow', 0]);
    expect([ruling.reasons, ruling.reasons]).to.equal([[because], [because]]);
    expect(asked).to.equal(1);
  });

  it('is written as any other ruling, with what was added to it', () => {
    const layered = Object.assign(
      explainedLater('deny', () => [because]),
      { layer: 'rbac' },
    );
    expect(JSON.parse(JSON.stringify(layered))).to.equal({ verdict: 'deny', layer: 'rbac', reasons: [because] });
  });
});

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

describe('winning()', () => {
  it('takes the strongest verdict, and says where there is none', () => {
    expect(winning('all', ['allow', 'deny', 'unknown'])).to.equal('deny');
    expect(winning('any', ['deny', 'unknown'])).to.equal('unknown');
    expect(winning('any', [])).to.equal('not-applicable');
  });
});

describe('silent()', () => {
  it('has no say, with the reason', () => {
    expect(silent('network', 'network/not-asked')).to.equal({
      layer: 'network',
      verdict: 'not-applicable',
      reasons: [{ code: 'network/not-asked', basis: 'default', args: {}, at: { searched: [] } }],
    });
  });
});
