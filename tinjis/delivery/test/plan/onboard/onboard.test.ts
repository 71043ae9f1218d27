import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { verify } from '../../../src/api.ts';
import type { Report } from '../../../src/verify/verify.ts';
import { findDrift, mark } from '../../../src/model/generated.ts';
import { generate } from '../../../src/generate/generate.ts';
import { Kustomize } from '@tinjis/manifests/render/render';
import { readSchemaBundles } from '@tinjis/manifests/schemas/schema-bundles';
import { loadTeams, serviceNamed } from '../../../src/load/teams.ts';
import { organisation } from '../../../testing/organisation.ts';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { clusterFolders } from '../../../src/plan/folders.ts';
import { onboard } from '../../../src/plan/onboard/onboard.ts';
import { check } from '@tinjis/manifests/schemas/check';
import { compileSchemas } from '@tinjis/manifests/schemas/compile';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = organisation;
const request = {
  team: 'shop',
  service: 'cart',
  members: ['shop-dev'],
  port: 8080,
  opsPort: 8081,
  callers: ['billing/antaeus'],
  outside: true,
  database: false,
  autoscaler: true,
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

  for (const [database, autoscaler, outside] of [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    [1, 2, 4].map((bit) => (bits & bit) !== 0),
  ) as [boolean, boolean, boolean][]) {
    const shape = `${database ? 'a' : 'no'} database, ${autoscaler ? 'an' : 'no'} autoscaler, ${outside ? 'a' : 'no'} route`;
    it(`writes a skeleton that keeps every promise: ${shape}`, () => {
      const after = onboarded({ database, autoscaler, outside });
      const { kept, proofs } = verify(after) as Report;
      expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
      expect(kept).to.be.true();
      const folder = 'apps/shop/cart';
      const files = after.paths.filter((path) => path.startsWith(`${folder}/`));
      expect(files.includes(`${folder}/base/postgresql.yaml`)).to.equal(database);
      expect(files.includes(`${folder}/base/autoscaler.yaml`)).to.equal(autoscaler);
      expect(files.includes(`${folder}/overlays/staging/route.yaml`)).to.equal(outside);
      expect(after.text(`${folder}/base/deployment.yaml`).includes('  replicas: 2\n')).to.equal(!autoscaler);
    });
  }

  it('writes a skeleton that keeps every promise: only calls others', () => {
    const { team, service, members, opsPort, database, autoscaler } = request;
    const worker = { team, service, members, opsPort, database, autoscaler, callers: [], outside: false };
    const planned = onboard(tree, worker);
    if ('refusal' in planned) throw new Error(planned.refusal.what);
    const after = changedTree(tree, planned.writes);
    const { proofs } = verify(after) as Report;
    expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(after.paths).not.to.include('apps/shop/cart/base/service.yaml');
    expect(after.text('apps/shop/cart/base/deployment.yaml'))
      .not.to.contain('{name: http')
      .and.not.to.contain('{name: PORT');
  });

  it('says what is left to do: a password for each cluster that takes sealed values, and the program', () => {
    const planned = onboard(tree, { ...request, database: true });
    expect(
      'then' in planned && planned.then.map((step) => step.replace(/.*(--cluster \w+ --secret \S+).*/, '$1')),
    ).to.equal([
      '--cluster staging --secret cart-database',
      '--cluster production --secret cart-database',
      'put its program and its Dockerfile into services/cart; it answers at /ready and /live on its ops port',
    ]);
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
