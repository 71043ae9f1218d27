import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { load } from 'js-yaml';
import { generate } from '../../src/generate/generate.ts';
import { loadTeams } from '../../src/load/teams.ts';
import { findDrift } from '../../src/model/generated.ts';
import { offboard } from '../../src/plan/offboard.ts';
import { onboard } from '../../src/plan/onboard/onboard.ts';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { organisation } from '../../testing/organisation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** The example organisation with a second service of a team. */
function withRefunds(): Tree {
  const planned = onboard(organisation, {
    team: 'payments',
    service: 'refunds',
    members: [],
    entry: { port: 9100, opsPort: 9101, callers: [], outside: false },
    images: [],
    autoscaler: true,
  });
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return changedTree(organisation, planned.writes);
}

function offboarded(tree: Tree, target: string): { readonly after: Tree; readonly then: readonly string[] } {
  const planned = offboard(tree, target);
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return { after: changedTree(tree, planned.writes), then: planned.then };
}

const refusal = (target: string, tree = organisation): string => {
  const planned = offboard(tree, target);
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

const texts = (tree: Tree): Readonly<Record<string, Change>> =>
  Object.fromEntries(tree.paths.map((path) => [path, tree.text(path)]));

describe('offboard()', () => {
  it('takes a service out so that nothing is left of it: onboard, backwards', () => {
    const { after, then } = offboarded(withRefunds(), 'payments/refunds');
    expect(texts(after)).to.equal(texts(organisation));
    expect(then.map((step) => step.split(':')[0])).to.equal([
      'merge',
      'confirm on each cluster, which deletes the Application and its objects',
      'remove its program, if it is here',
    ]);
    expect(then[1]).to.contain('application -n argocd team-payments ');
  });

  it('saves data first, and leaves the volume', () => {
    const { after, then } = offboarded(withRefunds(), 'payments/payment');
    expect(after.paths.filter((path) => path.startsWith('apps/payments/payment'))).to.equal([]);
    expect(then[0]).to.equal('save the data of payments/payment: pg_dump of payment-postgresql in payments');
    expect(then[3]).to.match(/^confirm the deletion of its database: .* -n argocd payment /);
    expect(then[4]).to.equal('the volume stays until you delete it: kubectl get pvc -n payments');
  });

  it('takes a team out with its only service, as a caller of others too, with the keys it showed', () => {
    const { after, then } = offboarded(organisation, 'billing');
    const teams = loadTeams(after);
    expect(teams.developers.map(({ name }) => name)).to.equal(['payments']);
    expect(teams.developers[0]?.services[0]?.workloads[0].ports[0]?.callers).to.equal([]);
    expect(after.text('apps/payments/payment/overlays/staging/api-keys.json')).to.equal('[]\n');
    expect(after.paths.filter((path) => /billing|antaeus/.test(path))).to.equal([]);
    expect(findDrift(after, generate(teams, after))).to.equal([]);
    expect(after.text('policies/teams.yaml')).to.endWith('database: postgresql\n').and.not.to.contain('\n\n\n');
    expect(then.map((step) => step.split(/[:,]/)[0])).to.equal([
      'save the data of billing/antaeus',
      'merge',
      'confirm on each cluster',
      "delete its service's Application with its objects",
      'confirm the deletion of its database',
      'delete the namespace',
      'delete what is left of it in Argo CD',
      'remove its program',
    ]);
    const bare = organisation.text('policies/teams.yaml').replace(/(outside: true\n) {8}database: postgresql\n/, '$1');
    expect(offboarded(changedTree(organisation, { 'policies/teams.yaml': bare }), 'billing').then[0]).to.match(
      /^merge/,
    );
  });

  it('takes the workloads of what leaves out of every list of callers, whichever port it is', () => {
    const text = organisation
      .text('policies/teams.yaml')
      .replace('callers: [billing/antaeus]', 'callers: [payments/payment-cache, billing/antaeus]')
      .replace(
        '        opsPort: 9001\n',
        '        opsPort: 9001\n        workloads:\n          cache:\n            images: [docker.io/library/redis]\n            ports:\n              redis: {port: 6379, callers: [billing/antaeus, payments/payment]}\n',
      );
    const { after } = offboarded(changedTree(organisation, { 'policies/teams.yaml': text }), 'billing');
    expect(after.text('policies/teams.yaml'))
      .to.contain('callers: [payments/payment-cache]\n')
      .and.to.contain('redis: {port: 6379, callers: [payments/payment]}\n');
  });

  it('refuses what is not there, what must leave in another order, and what cannot be edited', () => {
    expect(refusal('billing')).to.equal('planned');
    expect(refusal('nobody')).to.equal('there is no team or service nobody');
    expect(refusal('platform')).to.equal('there is no team or service platform');
    expect(refusal('billing/x')).to.equal('there is no team or service billing/x');
    expect(refusal('billing/antaeus')).to.equal('billing/antaeus is the only service of its team');
    expect(refusal('payments', withRefunds())).to.equal('payments has 2 services');
    const braces = organisation
      .text('policies/teams.yaml')
      .replace(/^teams:\n[^]*$/m, (teams) => `teams: ${JSON.stringify(parse(teams))}\n`);
    expect(refusal('billing', changedTree(organisation, { 'policies/teams.yaml': braces }))).to.contain(
      'cannot be edited in place',
    );
  });
});

/** The teams of a team file. */
function parse(text: string): unknown {
  return (load(text) as { teams: unknown }).teams;
}
