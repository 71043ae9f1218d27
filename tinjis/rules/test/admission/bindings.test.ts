import { celError, type CelMap } from '@bufbuild/cel';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { lazyMap, outcomeOf, toCelInput } from '../../src/admission/bindings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a value for expressions', () => {
  it('has ints for whole numbers and doubles for others', () => {
    const input: unknown = toCelInput([1, -2, 1.5, 1e300]);
    expect(input).to.equal([1n, -2n, 1.5, 1e300]);
  });

  it('has maps for objects, without fields that are null', () => {
    const input: unknown = toCelInput({ a: { b: null, c: 'x' }, d: [null, true] });
    expect(input).to.equal(
      new Map<string, unknown>([
        ['a', new Map([['c', 'x']])],
        ['d', [null, true]],
      ]),
    );
  });

  it('keeps a field called __proto__ a field', () => {
    const input = toCelInput(JSON.parse('{"__proto__": {"admin": true}}')) as ReadonlyMap<string, unknown>;
    expect([...input.keys()]).to.equal(['__proto__']);
  });
});

describe('a lazy map', () => {
  it('computes a value when it is asked for, and once', () => {
    let computed = 0;
    const map: CelMap = lazyMap(
      new Map([
        [
          'a',
          () => {
            computed += 1;
            return 'value';
          },
        ],
      ]),
    );
    expect(computed).to.equal(0);
    expect([map.get('a'), map.get('a'), map.get('b')]).to.equal(['value', 'value', undefined]);
    expect(computed).to.equal(1);
    expect([map.has('a'), map.has('b')]).to.equal([true, false]);
  });
});

describe('an outcome', () => {
  it('is true only for true, and an error keeps its words', () => {
    expect([outcomeOf(true), outcomeOf(false), outcomeOf('true')]).to.equal([true, false, false]);
    expect(outcomeOf(celError('no such field'))).to.equal({ error: 'no such field' });
  });
});
