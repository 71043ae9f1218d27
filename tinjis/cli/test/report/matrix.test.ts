import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { matricesOf, type Matrix, type ServiceMatrix, type TeamMatrices } from '../../src/report/matrix.ts';
import { baseModel } from './base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** The callers who may do a thing, in the page's own words. */
function allowed({ columns, rows }: Matrix, action: string): readonly string[] {
  const cells = rows.find((row) => row.action === action)?.cells ?? [];
  return columns.filter((_, place) => cells[place]?.verdict === 'allow').map(({ who }) => who);
}

function matrices(model: Model, cluster: ClusterModel): readonly TeamMatrices[] {
  return model.teams.developers.map((team) => matricesOf(model, cluster, team));
}

describe('the access matrices of a team', () => {
  const {
    repository: { model },
    cluster,
  } = baseModel();
  const [payments, billing] = matrices(model, cluster) as [TeamMatrices, TeamMatrices];
  const [payment, antaeus] = [payments, billing].map(({ services: [own] }) => own as ServiceMatrix);

  it('have each service, and in it everybody who could be meant', () => {
    expect([payment?.service, antaeus?.service]).to.equal(['payments/payment', 'billing/antaeus']);
    for (const { columns } of [payment as ServiceMatrix, payments.people]) {
      expect(columns.map(({ who }) => who)).to.equal([
        'payments-dev',
        'billing-dev',
        'platform-admin',
        'somebody-else',
      ]);
    }
    expect(payments.programs.columns.map(({ who }) => who)).to.equal([
      'system:serviceaccount:payments:deployer',
      'system:serviceaccount:billing:deployer',
      'system:serviceaccount:payments:payment',
    ]);
  });

  it('have a column for readers, and for a group of which the team file knows nobody', () => {
    const file = 'policies/teams.yaml';
    const groups =
      'groups: [{group: oncall, role: reader, members: [ola@tinjis.example]}, {group: emergency, role: break-glass}]';
    const own = '    members: [payments-dev]\n';
    const changed = baseModel({ [file]: baseModel().text(file).replace(own, `${own}    ${groups}\n`) });
    const [matrix] = matrices(changed.repository.model, changed.cluster);
    expect(matrix?.people.columns.slice(1, 3)).to.equal([
      { who: 'ola@tinjis.example', standsFor: 'reader of this team' },
      { who: 'group:emergency', standsFor: 'break-glass of this team' },
    ]);
    expect(allowed(matrix?.services[0] as ServiceMatrix, 'change its manifests')).to.equal(['payments-dev']);
  });

  it('let the own team deploy, and no other', () => {
    expect(payment && allowed(payment, 'change its manifests')).to.equal(['payments-dev']);
    expect(antaeus && allowed(antaeus, 'change its manifests')).to.equal(['billing-dev']);
    expect(allowed(payments.people, 'change who may what')).to.equal(['platform-admin']);
    expect(allowed(payments.programs, 'write a Deployment')).to.equal(['system:serviceaccount:payments:deployer']);
  });

  it('tell who delivers from who may only sync what others have merged', () => {
    const [row] = payment?.rows ?? [];
    expect(row?.action).to.equal('bring a new version to the cluster');
    expect(row?.cells.map(({ verdict, onlySync }) => [verdict, onlySync])).to.equal([
      ['allow', false],
      ['deny', false],
      ['allow', true],
      ['deny', false],
    ]);
  });

  it('say for each verdict which rule decided, and how to ask again', () => {
    const cell = payment?.rows.find(({ action }) => action === 'start a sync')?.cells[1];
    expect(cell).to.include({
      words: 'billing-dev sync payments/payment --cluster staging',
      verdict: 'deny',
      decidedBy: ['argocd'],
    });
    expect(cell?.because().map(({ layer, reason }) => [layer, reason.code])).to.equal([
      ['argocd', 'argocd/rbac-nothing-grants'],
    ]);
    const network = payments.people.rows.find(({ action }) => action === 'open the network')?.cells[0];
    expect(network?.words).to.equal('payments-dev create networkpolicies -n payments --cluster staging');
    expect(network?.because().find(({ layer }) => layer === 'admission')?.reason.basis).to.equal('forbidden');
  });

  it('name the others of a team beside the one who stands for them, and do without a team that is empty', () => {
    const { repository, cluster: of, text } = baseModel();
    const two = text('policies/teams.yaml').replace('members: [payments-dev]', 'members: [payments-dev, second-dev]');
    const grown = baseModel({ 'policies/teams.yaml': two });
    expect(matrices(grown.repository.model, grown.cluster)[0]?.people.columns[0]).to.equal({
      who: 'payments-dev',
      standsFor: 'a developer of this team; likewise second-dev',
    });
    const alone = {
      ...repository.model,
      teams: { ...repository.model.teams, developers: repository.model.teams.developers.slice(0, 1) },
    };
    const [only] = matrices(alone, of);
    expect(only?.people.columns.map(({ who }) => who)).to.equal(['payments-dev', 'platform-admin', 'somebody-else']);
    expect(only?.programs.columns.length).to.equal(2);
    const nobody = { ...alone.teams, developers: alone.teams.developers.map((team) => ({ ...team, members: [] })) };
    expect(matrices({ ...alone, teams: nobody }, of)[0]?.people.columns.map(({ who }) => who)).to.equal([
      'platform-admin',
      'somebody-else',
    ]);
  });
});
