import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findDrift, mark } from '../../../src/model/generated.ts';
import { generate } from '../../../src/generate/generate.ts';
import { loadTeams } from '../../../src/load/teams.ts';
import { organisation } from '../../../testing/organisation.ts';
import { changedTree, type Change } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { adopt } from '../../../src/plan/adopt/adopt.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = organisation;
const request = {
  example: true,
  organisation: 'Acme',
  repository: 'https://github.com/Acme/delivery',
  registry: 'ghcr.io/acme/delivery',
  members: { payments: ['ann', 'bob'] },
  domains: { staging: 'staging.acme.test' },
};

function adopted(changes: Readonly<Record<string, Change>> = {}, more: object = {}): Tree {
  const planned = adopt(changedTree(tree, changes), { ...request, ...more });
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return changedTree(changedTree(tree, changes), planned.writes);
}

const refusal = (more: object, changes: Readonly<Record<string, Change>> = {}): string => {
  const planned = adopt(changedTree(tree, changes), { ...request, ...more });
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

describe('adopt()', () => {
  it('puts the new owner into the team file, and every generated file follows', () => {
    const after = adopted({}, { deliveryApp: 'acme-images' });
    const { organisation, repository, registry, deliveryApp, platform, developers, clusters } = loadTeams(after);
    expect({ organisation, repository, registry, deliveryApp }).to.equal({
      organisation: 'Acme',
      repository: 'https://github.com/Acme/delivery',
      registry: 'ghcr.io/acme/delivery',
      deliveryApp: 'acme-images',
    });
    expect([platform, ...developers].map(({ group }) => group)).to.equal([
      'Acme:platform',
      'Acme:payments',
      'Acme:billing',
    ]);
    expect(developers.map(({ members }) => members)).to.equal([['ann', 'bob'], ['billing-dev']]);
    expect(clusters.map((cluster) => cluster.repository)).to.equal([
      'http://git.git.svc.cluster.local/Acme/delivery',
      'https://github.com/Acme/delivery',
      'https://github.com/Acme/delivery',
    ]);
    expect(findDrift(after, generate(loadTeams(after), after))).to.equal([]);
    expect(after.text('.github/CODEOWNERS')).to.contain('@Acme/payments').and.not.to.contain('@tinjis/');
  });

  it('keeps every comment of the team file', () => {
    const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];
    expect(comments(adopted().text('policies/teams.yaml'))).to.equal(comments(tree.text('policies/teams.yaml')));
  });

  it('moves host names to the new domain of a cluster, or to one that names the new owner in place of the old', () => {
    const route = (cluster: string): string => `apps/billing/antaeus/overlays/${cluster}/route.yaml`;
    const after = adopted();
    expect(after.text(route('staging'))).to.contain('[antaeus.staging.acme.test]');
    expect(after.text(route('production'))).to.contain('[antaeus.acme.example]');
    const other = tree.text('policies/teams.yaml').replace('domain: tinjis.example', 'domain: shop.test');
    expect(loadTeams(adopted({ 'policies/teams.yaml': other })).clusters.map(({ outside }) => outside)).to.include([
      { by: 'gateway', domain: 'shop.test', namespace: 'gateway', name: 'public' },
    ]);
  });

  it('lets the teams leave with all that they deliver, unless they stay as an example', () => {
    const without = { example: false, members: { platform: ['root'] } };
    const after = adopted({}, without);
    const { developers, platform, deliveryApp } = loadTeams(after);
    expect({ developers, members: platform.members }).to.equal({ developers: [], members: ['root'] });
    expect(deliveryApp).to.be.undefined();
    const none = tree.text('policies/teams.yaml').replace('deliveryApp: tinjis-deliver\n', '');
    expect(loadTeams(adopted({ 'policies/teams.yaml': none })).deliveryApp).to.be.undefined();
    expect(after.paths.filter((path) => /payment|billing|antaeus/.test(path))).to.equal([]);
    expect(after.text('policies/teams.yaml')).to.endWith('members: [root]\n');
    expect(findDrift(after, generate(loadTeams(after), after))).to.equal([]);
    expect(refusal({ ...without, members: { payments: ['ann'] } })).to.equal('there is no team payments');
  });

  it('gives the pages the new names, and the first one a word on whose repository it is', () => {
    const page = '# A title\n\nSee https://github.com/tinjis/tinjis-delivery and ghcr.io/tinjis/tinjis-delivery.\n';
    const named = '# A title\n\nSee https://github.com/Acme/delivery and ghcr.io/acme/delivery.\n';
    const pages = { 'README.md': page, 'SECURITY.md': page };
    const after = adopted(pages, { example: false, members: {} });
    expect(after.text('SECURITY.md')).to.equal(named);
    expect(after.text('README.md')).to.startWith('# A title\n\n> **The delivery repository of Acme.**');
    expect(adopted(pages).text('README.md')).to.equal(named);
  });

  it('takes images of the old registry back to never built, and leaves all others', () => {
    const file = 'apps/payments/payment/overlays/staging/kustomization.yaml';
    const image = (registry: string): string =>
      `    newName: ${registry}/payment\n    newTag: ${'a'.repeat(40)}\n    digest: sha256:${'b'.repeat(64)}\n`;
    const never = tree.text(file).replace(/^ {4}(?:newName|newTag|digest): .*\n/gm, '');
    const built = never.replace('- name: payment\n', `- name: payment\n${image('ghcr.io/tinjis/tinjis-delivery')}`);
    expect(adopted({ [file]: built }).text(file)).to.equal(never);
    expect(adopted({ [file]: built }, { registry: 'ghcr.io/tinjis/tinjis-delivery' }).text(file)).to.equal(built);
    const foreign = never.replace('- name: payment\n', `- name: payment\n${image('quay.io/other')}`);
    expect(adopted({ [file]: foreign }).text(file)).to.equal(foreign);
    const braces = 'images:\n  - {name: payment, newName: ghcr.io/tinjis/tinjis-delivery/payment, newTag: x}\n';
    expect(adopted({ [file]: braces }).text(file)).to.equal(braces);
    expect(adopted({ [file]: 'resources: []\n' }).text(file)).to.equal('resources: []\n');
  });

  it('removes generated files that nothing generates any more', () => {
    expect(adopted({ 'clusters/local/old.yaml': `${mark}\n` }).kind('clusters/local/old.yaml')).to.be.undefined();
  });

  it('edits a team file with lists of lines, other groups and stand-ins as well', () => {
    const text = tree
      .text('policies/teams.yaml')
      .replace('members: [payments-dev]', 'members:\n      - payments-dev')
      .replace('group: tinjis:billing', 'group: elsewhere:billing')
      .replace('http://git.git.svc.cluster.local/tinjis/tinjis-delivery', 'http://git.git.svc.cluster.local/mirror');
    const after = loadTeams(adopted({ 'policies/teams.yaml': text }));
    expect(after.developers.map(({ group, members }) => [group, ...members])).to.equal([
      ['Acme:payments', 'ann', 'bob'],
      ['elsewhere:billing', 'billing-dev'],
    ]);
    expect(after.clusters[0]?.repository).to.equal('http://git.git.svc.cluster.local/mirror');
  });

  it('refuses what the team file could not hold', () => {
    expect(refusal({})).to.equal('planned');
    expect(refusal({ organisation: 'not a name' })).to.contain('the team file would have a fault');
    expect(refusal({ members: { nobody: ['ann'] } })).to.equal('there is no team nobody');
    expect(refusal({ domains: { moon: 'moon.test' } })).to.equal('there is no cluster moon');
    const local = '  local: {outside: node-port, people: accounts, pods: 10.244.0.0/16}\n';
    const braces = tree.text('policies/teams.yaml').replace(/ {2}local:\n[^]*?(?= {2}staging:)/, local);
    expect(refusal({}, { 'policies/teams.yaml': braces })).to.equal('planned');
    expect(refusal({ domains: { local: 'a.test' } }, { 'policies/teams.yaml': braces })).to.contain(
      'policies/teams.yaml cannot be edited in place',
    );
  });
});
