import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import {
  requirementsOf,
  selects,
  selectsAll,
  type LabelSelectorRequirement,
  type Labels,
  type LabelSelector,
  labelClasses,
} from '../src/label-selector.ts';
import fc from 'fast-check';
import { labels, selector } from '../testing/random/network.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a label selector', () => {
  it('selects everything when it requires nothing', () => {
    expect(selects({}, {})).to.be.true();
    expect(selects({}, { app: 'payment' })).to.be.true();
    expect(selectsAll({ matchLabels: {}, matchExpressions: [] })).to.be.true();
    expect(selectsAll({ matchLabels: { app: 'payment' } })).to.be.false();
  });

  it('needs every label of matchLabels', () => {
    const selector = { matchLabels: { app: 'payment', role: 'db' } };
    expect(selects(selector, { app: 'payment', role: 'db', more: '' })).to.be.true();
    expect(selects(selector, { app: 'payment' })).to.be.false();
  });

  it('tells an absent label from an empty one', () => {
    expect(selects({ matchLabels: { app: '' } }, { app: '' })).to.be.true();
    expect(selects({ matchLabels: { app: '' } }, {})).to.be.false();
  });

  it('does not take what every object inherits for a label', () => {
    const exists: LabelSelectorRequirement = { key: 'constructor', operator: 'Exists' };
    expect(selects({ matchExpressions: [exists] }, {})).to.be.false();
    expect(
      selects({ matchExpressions: [exists] }, { constructor: 'me' } as unknown as Record<string, string>),
    ).to.be.true();
  });

  for (const [operator, values, outcome] of [
    ['In', ['payment', 'antaeus'], { payment: true, other: false, absent: false }],
    ['NotIn', ['payment', 'antaeus'], { payment: false, other: true, absent: true }],
    ['Exists', undefined, { payment: true, other: true, absent: false }],
    ['DoesNotExist', undefined, { payment: false, other: false, absent: true }],
  ] as const) {
    it(`follows ${operator}`, () => {
      const selector = { matchExpressions: [{ key: 'app', operator, ...(values && { values }) }] };
      expect({
        payment: selects(selector, { app: 'payment' }),
        other: selects(selector, { app: 'other' }),
        absent: selects(selector, {}),
      }).to.equal(outcome);
    });
  }

  it('compares with no value where an In or NotIn lists none', () => {
    expect(selects({ matchExpressions: [{ key: 'app', operator: 'In' }] }, { app: 'payment' })).to.be.false();
    expect(selects({ matchExpressions: [{ key: 'app', operator: 'NotIn' }] }, { app: 'payment' })).to.be.true();
  });

  it('lists the keys it looks at with the values it knows', () => {
    expect(
      requirementsOf({
        matchLabels: { app: 'payment' },
        matchExpressions: [
          { key: 'role', operator: 'In', values: ['db'] },
          { key: 'zone', operator: 'Exists' },
        ],
      }),
    ).to.equal([
      { key: 'app', values: ['payment'] },
      { key: 'role', values: ['db'] },
      { key: 'zone', values: [] },
    ]);
  });
});

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
