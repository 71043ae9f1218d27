import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { loadTeams, serviceNamed } from '../../src/load/teams.ts';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { clusterFolders } from '../../src/plan/folders.ts';
import { delivery } from '../../testing/smallest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const cart = { folder: 'apps/shop/cart/overlays/local', cluster: 'local', team: 'shop' };

describe('clusterFolders()', () => {
  it('finds the overlays of a cluster and the outermost folder of the platform', () => {
    expect(clusterFolders(memoryTree(delivery), ['local'])).to.equal([
      cart,
      { folder: 'clusters/local', cluster: 'local', team: 'platform' },
    ]);
  });

  it('passes over building blocks and what is for no cluster', () => {
    const tree = memoryTree({
      ...delivery,
      'clusters/base/kustomization.yaml': '',
      'apps/shop/cart/overlays/old/kustomization.yaml': '',
      'policies/rbac/kustomization.yaml': '',
    });
    expect(clusterFolders(tree, ['local'])).to.have.length(2);
    expect(clusterFolders(tree, ['staging'])).to.equal([]);
  });

  it('finds one service alone', () => {
    const tree = memoryTree({
      ...delivery,
      'apps/shop/till/overlays/local/kustomization.yaml': '',
      'apps/bank/cart/overlays/local/kustomization.yaml': '',
    });
    expect(clusterFolders(tree, ['local'])).to.have.length(4);
    expect(clusterFolders(tree, ['local'], serviceNamed(loadTeams(tree), 'shop/cart'))).to.equal([cart]);
  });
});
