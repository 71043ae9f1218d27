import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { loadTeams, serviceNamed } from '../../src/load/teams.ts';
import { changedTree, memoryTree } from '@tinjis/manifests/tree/memory';
import { promote } from '../../src/plan/promote.ts';
import { delivery } from '../../testing/smallest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const overlay = (cluster: string): string => `apps/shop/cart/overlays/${cluster}/kustomization.yaml`;
const image = { newName: 'ghcr.io/example/delivery/cart', newTag: 'a'.repeat(40), digest: `sha256:${'b'.repeat(64)}` };
const entry = Object.entries(image)
  .map(([key, value]) => `    ${key}: ${value}\n`)
  .join('');
const never = 'resources: [../../base]\n# What runs.\nimages:\n  - name: cart\n';
const tree = memoryTree({ ...delivery, [overlay('staging')]: `${never}${entry}`, [overlay('production')]: never });
const teams = loadTeams(tree);
const cart = serviceNamed(teams, 'shop/cart');

describe('promote()', () => {
  it('enters the same image in the one entry of the target, and changes nothing else', () => {
    expect(promote(tree, teams, cart, 'staging', 'production')).to.equal({
      image,
      writes: { [overlay('production')]: `${never}${entry}` },
    });
  });

  it('has nothing to write where the target runs it already', () => {
    expect(promote(tree, teams, cart, 'staging', 'staging')).to.equal({ image, writes: {} });
  });

  it('refuses a source that was never built', () => {
    expect(promote(tree, teams, cart, 'production', 'staging')).to.part.include({
      refusal: {
        what: 'shop/cart was never built on production',
        at: { file: overlay('production'), line: 1 },
        why: 'there is no image to promote, and none is invented',
        fix: 'build it first: its image is entered by npx tinjis bump shop/cart --cluster production …',
      },
    });
  });

  const refusal = (staging: string, production: string): string => {
    const planned = promote(
      changedTree(tree, { [overlay('staging')]: staging, [overlay('production')]: production }),
      teams,
      cart,
      'staging',
      'production',
    );
    return 'refusal' in planned ? planned.refusal.what : 'planned';
  };

  it('refuses a foreign image, and an entry that cannot be read or set', () => {
    expect(refusal(`${never}${entry}`, never)).to.equal('planned');
    expect(refusal(`${never}${entry}`.replace('/cart\n', '/other\n'), never)).to.contain(
      'staging runs ghcr.io/example/delivery/other',
    );
    expect(refusal('images: []\n', never)).to.contain('no image entry cart');
    expect(refusal(`${never}${entry}`, 'images: []\n')).to.contain('no image entry cart');
  });
});
