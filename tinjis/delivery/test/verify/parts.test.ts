import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { Workload } from '../../src/model/model.ts';
import type { DeveloperTeam } from '../../src/model/teams.ts';
import { pathsOf, platformContext, teamContext, teamsBehind } from '../../src/verify/parts.ts';
import { base, contextOf, repository } from './proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { model } = repository;
const context = contextOf(base, model);
const [payments, billing] = ['payments', 'billing'].map((name) =>
  model.teams.developers.find((team) => team.name === name),
) as [DeveloperTeam, DeveloperTeam];

describe('platformContext()', () => {
  it('says where services are, and fails whoever looks into them', () => {
    const workload = platformContext(context).model.clusters[0]?.workloads.get('payments/payment') as Workload;
    expect(workload.folder).to.equal('apps/payments/payment/overlays/staging');
    for (const field of ['objects', 'built', 'image'] as const) {
      expect(() => workload[field]).to.throw(
        "the platform's part of a proof looks into apps/payments/payment/overlays/staging",
      );
    }
  });
});

describe('teamContext()', () => {
  it('holds the services of a team and of its callers, and no others', () => {
    const seen = (team: DeveloperTeam): readonly string[] => [
      ...(teamContext(context, team).model.clusters[0]?.workloads.keys() ?? []),
    ];
    expect(teamsBehind(payments)).to.equal(['payments', 'billing']);
    expect(seen(payments).toSorted()).to.equal(['billing/antaeus', 'payments/payment']);
    expect(teamsBehind(billing)).to.equal(['billing']);
    expect(seen(billing)).to.equal(['billing/antaeus']);
  });
});

describe('pathsOf()', () => {
  it('gives each path to one part', () => {
    const parts = [pathsOf(model), pathsOf(model, payments), pathsOf(model, billing)];
    expect(parts.flat().toSorted()).to.equal(model.paths.toSorted());
    expect(parts.every((part) => part.length > 0)).to.be.true();
    expect(pathsOf(model)).to.include('policies/teams.yaml');
    expect(pathsOf(model, payments).every((path) => path.startsWith('apps/payments/'))).to.be.true();
  });

  it("leaves to the platform what belongs to no team's folder", () => {
    const paths = ['apps/nobody/x/base/a.yaml', 'apps/a.yaml'];
    expect(pathsOf({ ...model, paths })).to.equal(paths);
    expect(pathsOf({ ...model, paths }, payments)).to.equal([]);
  });
});
