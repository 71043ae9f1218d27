import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readCsvFields } from '../../src/argocd/go-text.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('readCsvFields', () => {
  it('drops space before a field, and keeps it behind one', () => {
    expect(readCsvFields('p,  alice , get')).to.equal(['p', 'alice ', 'get']);
    expect(readCsvFields('a,')).to.equal(['a', '']);
    expect(readCsvFields('')).to.equal(['']);
  });

  it('reads quoted fields, commas and quotes in them', () => {
    expect(readCsvFields('g, "a, b", "say ""hi"""')).to.equal(['g', 'a, b', 'say "hi"']);
    expect(readCsvFields('"",x')).to.equal(['', 'x']);
  });

  it('refuses stray and missing quotes', () => {
    for (const line of ['a"b', '"a', '"a"b', '"', 'a, "b" , c']) {
      expect(readCsvFields(line), line).to.be.undefined();
    }
  });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (fields) => {
        expect(readCsvFields(fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(', '))).to.equal(fields);
      }),
    );
  });
});
