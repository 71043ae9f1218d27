import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Difference } from '@tinjis/delivery/plan/difference';
import { differenceText, fieldLines } from '../../src/print/difference.ts';
import { styleFor } from '@tinjis/delivery/print/style';

export const lab = Lab.script();
const { describe, it } = lab;

const plain = styleFor({}, {});
const found: Difference = {
  folders: [
    {
      team: 'shop',
      cluster: 'staging',
      folder: 'apps/shop/cart/overlays/staging',
      changes: [
        { change: 'added', object: 'Service shop/a', fields: [] },
        {
          change: 'changed',
          object: 'Deployment shop/cart',
          fields: [{ field: 'spec.image', before: 'a', after: 'b' }],
        },
        { change: 'removed', object: 'Service shop/b', fields: [] },
      ],
    },
  ],
  incomparable: [{ folder: 'old', problem: { what: 'old is broken', fix: 'fix it' } }],
};

describe('differenceText()', () => {
  it('lists what changes by team and cluster, and what cannot be compared', () => {
    expect(differenceText(found, 'main', plain)).to.equal(
      [
        'shop on staging apps/shop/cart/overlays/staging',
        '  + Service shop/a',
        '  ~ Deployment shop/cart',
        '      spec.image: a → b',
        '  - Service shop/b',
        '',
        'old did not render at main, so it is not compared',
        'tinjis: old is broken',
        '  fix: fix it',
        '',
        '1 added, 1 changed, 1 removed',
      ].join('\n'),
    );
  });

  it('says so where nothing changes', () => {
    expect(differenceText({ folders: [], incomparable: [] }, 'main', plain)).to.equal(
      'no cluster gets anything else than before',
    );
  });

  it('colours what comes and goes on a terminal', () => {
    expect(differenceText(found, 'main', styleFor({ isTTY: true }, {}))).to.contain('\u001b[32m+ Service shop/a');
  });
});

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
