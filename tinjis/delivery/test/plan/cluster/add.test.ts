import { parse } from 'yaml';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { verify } from '../../../src/api.ts';
import { generate } from '../../../src/generate/generate.ts';
import { loadTeams } from '../../../src/load/teams.ts';
import { findDrift } from '../../../src/model/generated.ts';
import { addCluster, type NewCluster } from '../../../src/plan/cluster/add.ts';
import type { Report } from '../../../src/verify/verify.ts';
import { organisation } from '../../../testing/organisation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const request: NewCluster = { name: 'production-west', like: 'production', domain: 'west.tinjis.example' };

function added(tree = organisation, asked = request): { readonly after: Tree; readonly then: readonly string[] } {
  const planned = addCluster(tree, asked);
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return { after: changedTree(tree, planned.writes), then: planned.then };
}

const refusal = (more: Partial<NewCluster>, tree = organisation): string => {
  const planned = addCluster(tree, { ...request, ...more });
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

describe('addCluster()', () => {
  it('gives a repository that keeps every promise, with the cluster last in the order of promotion', () => {
    const { after, then } = added(organisation, { ...request, pods: '10.245.0.0/16', monitoring: 'monitoring' });
    const teams = loadTeams(after);
    expect(teams.clusters.map(({ name }) => name)).to.equal(['local', 'staging', 'production', 'production-west']);
    expect(teams.clusters.at(-1)).to.include({
      pods: '10.245.0.0/16',
      monitoring: 'monitoring',
      outside: { by: 'gateway', namespace: 'gateway', name: 'public', domain: 'west.tinjis.example' },
    });
    expect(findDrift(after, generate(teams, after))).to.equal([]);
    expect((verify(after) as Report).proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(then.join('\n')).to.contain('--from production --to production-west');
  });

  it('copies what people wrote, under the new host names, and with nothing built yet', () => {
    const overlay = 'apps/billing/antaeus/overlays/production/kustomization.yaml';
    const entry = `  - name: antaeus\n    newName: ghcr.io/tinjis/tinjis-delivery/antaeus\n    newTag: ${'1'.repeat(40)}\n    digest: sha256:${'0123456789abcdef'.repeat(4)}\n`;
    const text = organisation.text(overlay);
    const built = changedTree(organisation, { [overlay]: text.replace(/^ {2}- name: antaeus\n(?: {4}.*\n)*/m, entry) });
    expect(built.text(overlay)).to.contain(entry);
    const { after } = added(built);
    expect(after.text(overlay)).to.contain(entry);
    const copy = after.text(overlay.replace('production', 'production-west'));
    expect(copy)
      .to.contain('- name: antaeus\n')
      .and.not.to.contain('newTag: 1')
      .and.to.match(/^# .* on production-west\./);
    expect(after.text('apps/billing/antaeus/overlays/production-west/route.yaml')).to.contain(
      'hostnames: [antaeus.west.tinjis.example]',
    );
    expect(after.text('apps/billing/antaeus/overlays/production-west/sealed-secrets.yaml')).to.equal(
      organisation.text('apps/billing/antaeus/overlays/production/sealed-secrets.yaml'),
    );
  });

  it('refuses a name that is taken, and a cluster that nothing can be made after', () => {
    expect(refusal({})).to.equal('planned');
    expect(refusal({ name: 'staging' })).to.equal('there is a cluster staging already');
    expect(refusal({ name: 'base' })).to.equal('clusters/base holds files already');
    expect(refusal({ like: 'nothing' })).to.equal('there is no cluster nothing');
    expect(refusal({ like: 'local' })).to.equal('local has no sealing certificate in the repository');
    expect(refusal({ domain: 'tinjis.example' })).to.equal('the Gateway of production-west has no domain of its own');
    const planned = addCluster(organisation, { name: 'production-west', like: 'production' });
    expect('refusal' in planned && planned.refusal.fix).to.equal('name it: --domain DOMAIN');
    expect(refusal({ pods: 'many' })).to.contain('the team file would have a fault');
    const text = organisation.text('policies/teams.yaml');
    const clusters = JSON.stringify((parse(text) as { clusters: object }).clusters);
    const braces = text.replace(/^clusters:\n[^]*?(?=^teams:)/m, `clusters: ${clusters}\n`);
    expect(refusal({}, changedTree(organisation, { 'policies/teams.yaml': braces }))).to.contain('written in braces');
  });

  it('asks for no domain where no Gateway has one', () => {
    const pem = 'clusters/local/bootstrap/sealing-certificate.pem';
    const sealed = changedTree(organisation, {
      [pem]: organisation.text('clusters/production/bootstrap/sealing-certificate.pem'),
    });
    const { after } = added(sealed, { name: 'edge', like: 'local' });
    expect(loadTeams(after).clusters.at(-1)).to.include({ name: 'edge', outside: { by: 'node-port' } });
    expect(after.kind(pem.replace('local', 'edge'))).to.equal('file');
  });
});
