import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import fc from 'fast-check';
import type { FieldPath } from '../../src/objects/located.ts';
import { counterpart, entriesAt, fieldAt, isMapping, itemsAt, textAt } from '../../src/objects/fields.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a field of an object that nobody checked', () => {
  const object = { spec: { ports: [{ name: 'http' }], nothing: null, limits: { cpu: 1 } } };

  it('is the value at its path', () => {
    expect(fieldAt(object, ['spec', 'ports', 0, 'name'])).to.equal('http');
    expect(itemsAt(object, ['spec', 'ports'])).to.have.length(1);
    expect(entriesAt(object, ['spec', 'limits'])).to.equal([['cpu', 1]]);
    expect(textAt(object, ['spec', 'ports', 0, 'name'])).to.equal('http');
  });

  it('is nothing if its path ends before', () => {
    for (const path of [['spec', 'nothing'], ['spec', 'nothing', 'more'], ['spec', 'ports', 'name'], ['constructor']]) {
      expect(fieldAt(object, path) ?? undefined).to.be.undefined();
      expect(itemsAt(object, path)).to.equal([]);
      expect(entriesAt(object, path)).to.equal([]);
      expect(textAt(object, path)).to.equal('');
    }
  });

  it('is in a map or a list, and a list is no map', () => {
    expect([{}, [], null, 'text', 7, undefined].map(isMapping)).to.equal([true, false, false, false, false, false]);
  });
});

describe('the counterpart of a field', () => {
  it('is the item of the same name, wherever it stands', () => {
    const [made, from] = [{ list: [{ name: 'new' }, { name: 'a', port: 2 }] }, { list: [{ name: 'a', port: 1 }] }];
    expect(counterpart(made, ['list', 1, 'port'], from)).to.equal(['list', 0, 'port']);
    expect(counterpart(made, ['list', 0, 'name'], from)).to.be.undefined();
  });

  it('is found in a list by what its item is', () => {
    const other = { list: [{ name: 'b' }, { x: 1 }, 'text'] };
    const at = (list: readonly unknown[], index: number): FieldPath | undefined =>
      counterpart({ list }, ['list', index], other);
    expect(at([{ name: 'b', more: 1 }], 0)).to.equal(['list', 0]);
    expect(at(['text'], 0)).to.equal(['list', 2]);
    expect(at([{ name: 'gone' }], 0)).to.be.undefined();
    expect(at([{ y: 1 }], 0)).to.equal(['list', 0]);
    expect(at([0, 0, 0, { y: 1 }], 3)).to.be.undefined();
    expect(at(['other'], 0)).to.equal(['list', 0]);
    expect(at([0, 0, 0, 'other'], 3)).to.be.undefined();
    expect(counterpart({ a: 1, b: 2 }, ['b'], { a: 1 })).to.be.undefined();
    expect(counterpart({ a: { b: 1 } }, ['a', 'b'], { a: null })).to.be.undefined();
    expect(counterpart({ list: 1 }, ['list', 'a'], { list: 1 })).to.be.undefined();
  });

  it('is the field itself in the object itself', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.jsonValue(), { minLength: 1 })), (object) => {
        for (const [key, items] of Object.entries(object)) {
          const found = counterpart(object, [key, items.length - 1], object);
          expect(fieldAt(object, found ?? [])).to.equal(items.at(-1));
        }
      }),
    );
  });
});
