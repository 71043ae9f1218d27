import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { fieldChanges } from '../../../src/plan/compare/fields.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('fieldChanges()', () => {
  it('names the deepest field that differs', () => {
    expect(fieldChanges({ spec: { a: 1, b: { c: 'x' } } }, { spec: { a: 1, b: { c: 'y' } } })).to.equal([
      { field: 'spec.b.c', before: 'x', after: 'y' },
    ]);
    expect(fieldChanges({ labels: { 'a.b/c': 1 } }, { labels: { 'a.b/c': 2 } })).to.equal([
      { field: 'labels["a.b/c"]', before: 1, after: 2 },
    ]);
  });

  it('tells a field that is absent from one that is null', () => {
    expect(fieldChanges({ a: 1 }, { b: null })).to.equal([
      { field: 'a', before: 1 },
      { field: 'b', after: null },
    ]);
  });

  it('matches items by what identifies them, wherever they stand', () => {
    const before = {
      containers: [
        { name: 'a', image: '1' },
        { name: 'b', image: '1' },
      ],
    };
    const after = {
      containers: [
        { name: 'new', image: '1' },
        { name: 'b', image: '1' },
        { name: 'a', image: '2' },
      ],
    };
    expect(fieldChanges(before, after)).to.equal([
      { field: 'containers[a].image', before: '1', after: '2' },
      { field: 'containers[new]', after: { name: 'new', image: '1' } },
    ]);
    expect(fieldChanges([{ port: 1, a: 1 }], [{ port: 1, a: 2 }])).to.equal([{ field: '[1].a', before: 1, after: 2 }]);
  });

  it('says so where only the order differs', () => {
    expect(fieldChanges({ init: [{ name: 'a' }, { name: 'b' }] }, { init: [{ name: 'b' }, { name: 'a' }] })).to.equal([
      { field: 'init (order)', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  it('compares items without identity one by one where there are as many, else as a whole', () => {
    expect(fieldChanges([{ from: 1 }, { from: 2 }], [{ from: 1 }, { from: 3 }])).to.equal([
      { field: '[1].from', before: 2, after: 3 },
    ]);
    expect(fieldChanges([{ from: 1 }], [{ from: 1 }, { from: 3 }])).to.equal([
      { field: '', before: [{ from: 1 }], after: [{ from: 1 }, { from: 3 }] },
    ]);
    expect(fieldChanges({ args: ['a', 'b'] }, { args: ['a', 'c'] })).to.equal([
      { field: 'args', before: ['a', 'b'], after: ['a', 'c'] },
    ]);
    expect(fieldChanges({ args: ['a'] }, { args: ['a'] })).to.equal([]);
  });

  it('finds a difference exactly where two values are not the same', () => {
    // As the renderer gives them: fields in order.
    const ordered = (made: unknown): unknown => {
      if (Array.isArray(made)) return made.map(ordered);
      if (!(made instanceof Object)) return made;
      const fields = Object.entries(made).sort(([one], [other]) => (one < other ? -1 : 1));
      return Object.fromEntries(fields.map(([key, inner]) => [key, ordered(inner)]));
    };
    const value = fc.jsonValue().map(ordered);
    fc.assert(
      fc.property(value, value, (before, after) => {
        expect(fieldChanges(before, before)).to.equal([]);
        expect(fieldChanges(before, after).length > 0).to.equal(JSON.stringify(before) !== JSON.stringify(after));
      }),
    );
  });
});
