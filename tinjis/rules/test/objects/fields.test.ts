import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { fieldsOf, recordsIn } from '../../src/objects/fields.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the fields of a value', () => {
  it('are there if it has fields, and none otherwise', () => {
    expect(fieldsOf({ a: 1 })).to.equal({ a: 1 });
    for (const value of [null, undefined, 'text', 7]) {
      expect(fieldsOf(value)).to.equal({});
    }
  });
});

describe('the members of a value', () => {
  it('are there if it is a list, each with its fields', () => {
    expect(recordsIn([{ a: 1 }, null, 'text'])).to.equal([{ a: 1 }, {}, {}]);
    for (const value of [null, { length: 1 }, 'text']) {
      expect(recordsIn(value)).to.equal([]);
    }
  });
});
