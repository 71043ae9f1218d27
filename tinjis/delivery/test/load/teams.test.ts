import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { clustersNamed, loadTeams, serviceNamed } from '../../src/load/teams.ts';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { Failure } from '@tinjis/manifests/failure';
import { delivery } from '../../testing/smallest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const teams = loadTeams(memoryTree(delivery));
const failure = (work: () => unknown): Failure => expect(work).to.throw(Failure) as unknown as Failure;

describe('loadTeams()', () => {
  it('reads the team file of a tree', () => {
    expect(teams.organisation).to.equal('example');
  });

  it('refuses one with a fault at its line, and counts the others', () => {
    const load = (text: string): unknown => loadTeams(memoryTree({ 'policies/teams.yaml': text }));
    const one = delivery['policies/teams.yaml'].replace('port: 8000', 'port: none');
    expect(failure(() => load(one)).explanation.at).to.include({ file: 'policies/teams.yaml', line: 21 });
    expect(failure(() => load(one)).explanation.why).to.be.undefined();
    expect(failure(() => load(one.replace('opsPort: 8001', 'opsPort: none'))).explanation.why).to.equal(
      'it has 1 more: npx tinjis verify lists them',
    );
  });
});

describe('serviceNamed()', () => {
  it('finds a service by team and name', () => {
    expect(serviceNamed(teams, 'shop/cart')).to.include({ team: 'shop', name: 'cart' });
    expect(serviceNamed(teams, 'cart')).to.include({ team: 'shop', name: 'cart' });
  });

  it('refuses a name that is none, and says which there are', () => {
    expect(failure(() => serviceNamed(teams, 'nothing')).explanation.fix).to.startWith('name one of shop/cart,');
    expect(failure(() => serviceNamed(teams, 'shop/crt')).explanation.fix).to.startWith('did you mean shop/cart?');
  });
});

describe('clustersNamed()', () => {
  it('finds one cluster, or all', () => {
    expect(clustersNamed(teams, 'local')).to.equal(['local']);
    expect(clustersNamed(teams, undefined)).to.equal(['local']);
  });

  it('refuses a name that is none', () => {
    expect(failure(() => clustersNamed(teams, 'moon')).explanation).to.include({
      what: 'there is no cluster moon',
      fix: 'name one of local',
    });
  });
});
