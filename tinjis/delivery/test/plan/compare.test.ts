import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { objectChanges, fieldChanges } from '../../src/plan/compare.ts';
import fc from 'fast-check';

export const lab = Lab.script();
const { describe, it } = lab;

const object = (
  name: string,
  apiVersion = 'apps/v1',
  more: object = {},
): { apiVersion: string; kind: string; metadata: { name: string; namespace: string } } => ({
  apiVersion,
  kind: 'Deployment',
  metadata: { name, namespace: 'n' },
  ...more,
});

describe('objectChanges()', () => {
  it('says what comes, goes and changes, in a fixed order', () => {
    expect(objectChanges([object('b'), object('c')], [object('b', 'apps/v1', { spec: 1 }), object('a')])).to.equal([
      { change: 'added', object: 'Deployment n/a', fields: [] },
      { change: 'changed', object: 'Deployment n/b', fields: [{ field: 'spec', after: 1 }] },
      { change: 'removed', object: 'Deployment n/c', fields: [] },
    ]);
  });

  it('says nothing of what stays', () => {
    expect(objectChanges([object('a')], [object('a')])).to.equal([]);
  });

  it('takes a new version for the same object, another group for another', () => {
    expect(objectChanges([object('a', 'apps/v1beta1')], [object('a')])).to.equal([
      {
        change: 'changed',
        object: 'Deployment n/a',
        fields: [{ field: 'apiVersion', before: 'apps/v1beta1', after: 'apps/v1' }],
      },
    ]);
    const namespace = (apiVersion: string): Parameters<typeof objectChanges>[0][number] => ({
      apiVersion,
      kind: 'Namespace',
      metadata: { name: 'a' },
    });
    expect(
      objectChanges([namespace('v1')], [namespace('other/v1')]).map(({ change, object: name }) => `${change} ${name}`),
    ).to.equal(['removed Namespace a', 'added Namespace a']);
  });
});

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
