import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { combine } from '../../src/ruling/combine.ts';
import { layers, type LayerDecision, type Verdict } from '../../src/ruling/decision.ts';

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
