import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { differences } from '../../../src/verify/shipped/differences.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const found = (shipped: unknown, other: unknown): unknown[] =>
  differences(shipped, other).map(({ pointer, path, value }) => [pointer, path.join('.'), value]);

describe('the differences of two objects', () => {
  it('are none between equal ones, in whatever order their fields and named items stand', () => {
    expect(found({ a: 1, b: [{ name: 'x' }] }, { b: [{ name: 'x' }], a: 1 })).to.equal([]);
    expect(found([{ name: 'x' }, { name: 'y', z: 1 }], [{ name: 'y', z: 1 }, { name: 'x' }])).to.equal([]);
  });

  it('are the fields that are added, changed and missing, an added part as a whole', () => {
    expect(found({ a: 1, gone: { x: 1 } }, { a: 2, more: { x: 1 } })).to.equal([
      ['/a', 'a', 2],
      ['/gone', 'gone', undefined],
      ['/more', 'more', { x: 1 }],
    ]);
    expect(found({ 'a/b~c': 1 }, { 'a/b~c': 2 })).to.equal([['/a~1b~0c', 'a/b~c', 2]]);
  });

  it('name an item by its name, or by where it is mounted', () => {
    expect(found([{ name: 'x' }], [{ name: 'y' }, { name: 'x', z: 1 }])).to.equal([
      ['/x/z', '1.z', 1],
      ['/y', '0', { name: 'y' }],
    ]);
    const mounted = [
      { mountPath: '/a', name: 'one' },
      { mountPath: '/b', name: 'one' },
    ];
    expect(found(mounted, [...mounted, { mountPath: '/c', name: 'one' }])).to.equal([
      ['/~1c', '2', { mountPath: '/c', name: 'one' }],
    ]);
  });

  it('take a list without names, or with one twice, as a whole, at its first other item', () => {
    expect(found(['a'], ['a', 'b'])).to.equal([['', '1', ['a', 'b']]]);
    expect(found(['a', 'b'], ['a'])).to.equal([['', '', ['a']]]);
    const twice = [{ name: 'x' }, { name: 'x', y: 1 }];
    expect(found([{ name: 'x' }], twice)).to.equal([['', '1', twice]]);
    expect(found({}, [])).to.equal([['', '', []]]);
    expect(found(1, null)).to.equal([['', '', null]]);
  });
});
