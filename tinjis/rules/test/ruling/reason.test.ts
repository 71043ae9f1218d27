import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { explainedLater, reason } from '../../src/ruling/reason.ts';

export const lab = Lab.script();
const { describe, it } = lab;

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
