import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parse } from 'yaml';
import { organisation } from '@tinjis/delivery/testing/organisation';
import { percentile } from '../../src/pushes/push.ts';
import { deploymentFile, pushMark, withMark, withoutMark } from '../../src/pushes/mark.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the mark', () => {
  for (const [team, service] of [
    ['payments', 'payment'],
    ['billing', 'antaeus'],
  ] as const) {
    it(`is set in the pod template of ${service} and taken out again, and nothing else changes`, () => {
      const text = organisation.text(deploymentFile({ team, service }));
      const marked = withMark(text, 'one');
      expect(parse(marked).spec.template.metadata.annotations[pushMark]).to.equal('one');
      expect(parse(withMark(marked, 'two')).spec.template.metadata.annotations[pushMark]).to.equal('two');
      expect(withoutMark(withMark(marked, 'two'))).to.equal(text);
    });
  }
});

describe('percentile', () => {
  it('is the value that so many do not exceed', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => 20 - index);
    expect(percentile(twenty, 0.5)).to.equal(10);
    expect(percentile(twenty, 0.95)).to.equal(19);
    expect(percentile([7], 0.95)).to.equal(7);
  });
});
