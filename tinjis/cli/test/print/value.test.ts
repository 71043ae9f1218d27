import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { fieldLines } from '../../src/print/value.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('fieldLines()', () => {
  it('shows both sides on one line', () => {
    expect(fieldLines({ field: 'a', before: 'x', after: 'y' })).to.equal(['a: x → y']);
    expect(fieldLines({ field: 'a', after: { b: 1 } })).to.equal(['a: (absent) → {"b":1}']);
    expect(fieldLines({ field: 'a', before: ['x'] })).to.equal(['a: ["x"] → (absent)']);
  });

  it('quotes text that could be taken for a number, a mark or nothing', () => {
    expect(fieldLines({ field: 'a', before: 1, after: '1' })).to.equal(['a: 1 → "1"']);
    expect(fieldLines({ field: 'a', before: '', after: '(absent)' })).to.equal(['a: "" → "(absent)"']);
  });

  it('shows only the lines that differ of a text of many lines', () => {
    expect(fieldLines({ field: 'a', before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n' })).to.equal([
      'a:',
      '  - two',
      '  + 2',
    ]);
    expect(fieldLines({ field: 'a', before: 'one\ntwo', after: 'one' })).to.equal(['a: "one\\ntwo" → one']);
  });

  it('shows of long values the part around the first difference', () => {
    const [before, after] = [`${'x'.repeat(200)}a${'y'.repeat(200)}`, `${'x'.repeat(200)}b`];
    expect(fieldLines({ field: 'a', before, after })).to.equal([
      `a: …${'x'.repeat(20)}a${'y'.repeat(79)}… (401 characters) → …${'x'.repeat(20)}b`,
    ]);
    expect(fieldLines({ field: 'a', before: 'x'.repeat(150), after: 'x'.repeat(151) })).to.equal([
      `a: …${'x'.repeat(20)} → …${'x'.repeat(21)}`,
    ]);
    expect(fieldLines({ field: 'a', before: 'b', after: 'c'.repeat(200) })).to.equal([
      `a: b → ${'c'.repeat(100)}… (200 characters)`,
    ]);
  });
});
