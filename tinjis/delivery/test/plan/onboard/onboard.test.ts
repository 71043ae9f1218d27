import { resolve } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findDrift, mark } from '../../../src/model/generated.ts';
import { generate } from '../../../src/generate/generate.ts';
import { Kustomize } from '@tinjis/manifests/render/render';
import { readSchemaBundles } from '@tinjis/manifests/schemas/schema-bundles';
import { loadTeams, serviceNamed } from '../../../src/load/teams.ts';
import { diskTree } from '@tinjis/manifests/tree/disk';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { clusterFolders } from '../../../src/plan/folders.ts';
import { onboard } from '../../../src/plan/onboard/onboard.ts';
import { check } from '@tinjis/manifests/schemas/check';
import { compileSchemas } from '@tinjis/manifests/schemas/compile';

export const lab = Lab.script();
const { describe, it } = lab;

// This repository itself: what is promised is that it stays whole.
const tree = diskTree(resolve('../..'));
const request = {
  team: 'shop',
  service: 'cart',
  members: ['shop-dev'],
  port: 8080,
  opsPort: 8081,
  callers: ['billing/antaeus'],
  outside: true,
};

function onboarded(more: object = {}): Tree {
  const planned = onboard(tree, { ...request, ...more });
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return changedTree(tree, planned.writes);
}

const refusal = (more: object, on = tree): string => {
  const planned = onboard(on, { ...request, ...more });
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

describe('onboard()', () => {
  it('gives a repository whose generated files are as the team file says', () => {
    const after = onboarded();
    expect(findDrift(after, generate(loadTeams(after), after))).to.equal([]);
    expect(serviceNamed(loadTeams(after), 'shop/cart')).to.include({
      port: 8080,
      opsPort: 8081,
      outside: true,
      namespace: 'shop',
    });
    expect(after.text('clusters/staging/teams/shop/kustomization.yaml')).to.contain('apps/shop/cart/overlays/staging');
  });

  it('removes generated files that nothing generates any more', () => {
    const planned = onboard(changedTree(tree, { 'clusters/local/old.yaml': `${mark}\n` }), request);
    expect('writes' in planned && planned.writes['clusters/local/old.yaml']).to.be.null();
  });

  it('writes a skeleton that renders on every cluster, of kinds and fields that Kubernetes knows', () => {
    const after = onboarded({ team: 'billing', members: [] });
    const teams = loadTeams(after);
    const folders = clusterFolders(
      after,
      teams.clusters.map(({ name }) => name),
      serviceNamed(teams, 'billing/cart'),
    );
    const renderings = new Kustomize(process.env).render(after, folders);
    const objects = renderings.flatMap((rendering) =>
      ('objects' in rendering ? rendering.objects : []).map(({ object }) => object),
    );
    expect(renderings.map(({ folder }) => folder)).to.equal(
      ['local', 'production', 'staging'].map((cluster) => `apps/billing/cart/overlays/${cluster}`),
    );
    expect(objects.flatMap((object) => check(object, compileSchemas(readSchemaBundles())))).to.equal([]);
    expect(objects.filter(({ kind }) => kind === 'HTTPRoute')).to.have.length(2);
    expect(JSON.stringify(objects.filter(({ kind }) => kind === 'Service'))).to.match(
      /"type":"NodePort".*"type":"ClusterIP".*"type":"ClusterIP"/,
    );
  });

  it('opens no way in for a service that nobody outside reaches', () => {
    const after = onboarded({ outside: false });
    expect(after.paths.filter((path) => path.startsWith('apps/shop/cart/overlays/staging'))).to.equal([
      'apps/shop/cart/overlays/staging/kustomization.yaml',
    ]);
    expect(after.text('apps/shop/cart/overlays/local/kustomization.yaml')).not.to.contain('NodePort');
  });

  it('refuses what is there already, and whatever the team file could not hold', () => {
    expect(refusal({})).to.equal('planned');
    expect(refusal({ team: 'billing', service: 'antaeus', members: [] })).to.equal('billing/antaeus is there already');
    expect(refusal({}, changedTree(tree, { 'apps/shop/cart/notes.md': '' }))).to.equal(
      'apps/shop/cart holds files already',
    );
    expect(refusal({ team: 'platform' })).to.contain("is the platform's team");
    expect(refusal({ members: [] })).to.equal('the new team shop has no member');
    expect(refusal({ team: 'billing' })).to.equal('billing is there already, so --member says nothing');
    expect(refusal({ service: 'antaeus' })).to.contain(
      'the team file would have a fault: The name antaeus is taken already',
    );
    expect(refusal({ service: 'Cart' })).to.contain('the team file would have a fault:');
    const services = '{s: {port: 8000, opsPort: 8001, callers: [], outside: false}}';
    const billing = `  billing: {role: developer, group: "a:b", members: [m], namespace: b, services: ${services}}\n`;
    const braces = tree
      .text('policies/teams.yaml')
      .replace(/^ {2}billing:\n[^]*$/m, billing)
      .replace('[billing/antaeus]', '[]');
    expect(refusal({ team: 'billing', members: [] }, changedTree(tree, { 'policies/teams.yaml': braces }))).to.contain(
      'written in braces',
    );
  });
});
