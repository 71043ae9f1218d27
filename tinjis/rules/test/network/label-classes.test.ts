import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import { labels, selector } from '../../testing/random/network.ts';
import { selects, type Labels, type LabelSelector } from '../../src/label-selector.ts';
import { labelClasses } from '../../src/network/label-classes.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const verdicts = (selectors: readonly LabelSelector[], some: Labels): string =>
  selectors.map((one) => Number(selects(one, some))).join('');

describe('classes of labels', () => {
  it('are one where nothing is selected by labels', () => {
    expect(labelClasses([])).to.equal([{}]);
    expect(labelClasses([{}])).to.equal([{}]);
  });

  it('tell the named values from absence and from other values only where a selector does', () => {
    expect(labelClasses([{ matchLabels: { app: 'payment' } }])).to.equal([{}, { app: 'payment' }]);
    expect(
      labelClasses([{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, { matchLabels: { app: 'other-1' } }]),
    ).to.equal([{}, { app: 'other-1' }, { app: 'other-2' }]);
  });

  it('grow with the selectors, not with the product of their values', () => {
    const many = Array.from({ length: 200 }, (_, i) => ({
      matchLabels: { app: `service-${i}`, tier: `tier-${i % 10}` },
    }));
    expect(labelClasses(many)).to.have.length(201);
  });

  it('stand for all labels there can be', () => {
    const some = fc.oneof(
      labels,
      fc.dictionary(fc.constantFrom('app', 'role', 'zone'), fc.constantFrom('antaeus', 'db', 'unheard-of')),
    );
    fc.assert(
      fc.property(fc.array(selector(), { maxLength: 4 }), some, (selectors, found) => {
        expect(labelClasses(selectors).map((one) => verdicts(selectors, one))).to.include(verdicts(selectors, found));
      }),
    );
  });

  it('are all different to the selectors', () => {
    fc.assert(
      fc.property(fc.array(selector(), { maxLength: 4 }), (selectors) => {
        const seen = labelClasses(selectors).map((one) => verdicts(selectors, one));
        expect(new Set(seen).size).to.equal(seen.length);
      }),
    );
  });
});
