import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Difference } from '@tinjis/delivery/plan/difference';
import { differenceText } from '../../src/print/difference.ts';
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
