import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { requirementsOf, selects, selectsAll, type LabelSelectorRequirement } from '../src/label-selector.ts';

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
