import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { verify } from '../../../src/api.ts';
import { generate } from '../../../src/generate/generate.ts';
import { loadTeams } from '../../../src/load/teams.ts';
import { findDrift } from '../../../src/model/generated.ts';
import { addCluster } from '../../../src/plan/cluster/add.ts';
import { removeCluster } from '../../../src/plan/cluster/remove.ts';
import type { Report } from '../../../src/verify/verify.ts';
import { organisation } from '../../../testing/organisation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function removed(name: string, tree = organisation): { readonly after: Tree; readonly then: readonly string[] } {
  const planned = removeCluster(tree, name);
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return { after: changedTree(tree, planned.writes), then: planned.then };
}

const refusal = (name: string, tree = organisation): string => {
  const planned = removeCluster(tree, name);
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

describe('removeCluster()', () => {
  for (const name of ['local', 'staging', 'production']) {
    it(`gives a repository that keeps every promise without ${name}`, () => {
      const { after } = removed(name);
      const teams = loadTeams(after);
      expect(teams.clusters.map((cluster) => cluster.name)).to.equal(
        ['local', 'staging', 'production'].filter((each) => each !== name),
      );
      expect(after.paths.filter((path) => path.split('/').includes(name))).to.equal([]);
      expect(findDrift(after, generate(teams, after))).to.equal([]);
      expect((verify(after) as Report).proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    });
  }

  it('takes a cluster out so that nothing is left of it: add, backwards', () => {
    const request = { name: 'production-west', like: 'production', domain: 'west.tinjis.example' };
    const planned = addCluster(organisation, request);
    if ('refusal' in planned) throw new Error(planned.refusal.what);
    const { after } = removed('production-west', changedTree(organisation, planned.writes));
    expect(after.paths).to.equal(organisation.paths);
    expect(after.paths.filter((path) => after.text(path) !== organisation.text(path))).to.equal([]);
  });

  it('says what stays behind, in the order that loses no data', () => {
    const workflow = '.github/workflows/promote.yaml';
    const named = changedTree(organisation, { [workflow]: '# staging\nFROM: staging\nTO: production\n' });
    const { then } = removed('staging', named);
    expect(then.map((step) => step.replace(/[:,;].*/, ''))).to.equal([
      'save the data of payments/payment on staging',
      'save the data of billing/antaeus on staging',
      'let it name another cluster',
      'merge',
      'take the machines of staging away',
      'on machines that stay',
      'remove its webhook from the Git host',
      'keep its sealing key as long as a backup needs it',
      'the order of promotion is now local',
    ]);
    expect(String(then[2])).to.endWith(`: ${workflow}:2`);
    expect(String(then[4])).to.endWith('application -n argocd payment antaeus team-payments team-billing platform');
    expect(removed('local').then.join('\n')).not.to.contain('sealing key');
  });

  it('knows a cluster on which no team runs anything', () => {
    const text = organisation.text('policies/teams.yaml');
    const empty = changedTree(organisation, {
      'policies/teams.yaml': text.slice(0, text.indexOf('\n  payments:')),
    });
    expect(removed('staging', empty).then.join('\n')).to.contain('argocd platform').and.not.to.contain('namespaces');
  });

  it('refuses a cluster that is not there, the only one, and a file that cannot be edited in place', () => {
    expect(refusal('nothing')).to.equal('there is no cluster nothing');
    const { after } = removed('local', removed('staging').after);
    expect(refusal('production', after)).to.equal('production is the only cluster');
    const braces = organisation
      .text('policies/teams.yaml')
      .replace(/^clusters:\n[^]*?(?=^teams:)/m, `clusters: ${JSON.stringify(clusters)}\n`);
    expect(refusal('staging', changedTree(organisation, { 'policies/teams.yaml': braces }))).to.contain(
      'cannot be edited in place',
    );
  });
});

const cluster = { outside: 'node-port', people: 'accounts', pods: '10.244.0.0/16' };
const clusters = { staging: cluster, production: cluster };
