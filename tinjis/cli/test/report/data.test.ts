import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { csv } from '../../src/report/data.ts';
import { reportData, type ReportData } from '../../src/report/report.ts';
import { baseModel, evidence, fullScope } from './base-model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const {
  repository: { model },
  cluster,
} = baseModel();
const proved = { kept: true, renderer: '', proofs: [] };
const data = reportData(model, fullScope(model, cluster), evidence, proved);
/** The table with another team in place of the first. */
const named = (team: string): string => {
  const clusters = data.clusters.map((part) => ({
    ...part,
    teams: part.teams.slice(0, 1).map((each) => ({ ...each, team })),
  }));
  return csv({ ...data, clusters } satisfies ReportData);
};

describe('the table beside a report', () => {
  it('has a line for each answer, with the rule of each layer and its place', () => {
    const lines = csv(data).split('\r\n');
    const asked = data.clusters.flatMap(({ teams }) =>
      teams.flatMap(({ matrices, services }) => [
        ...[matrices?.people, matrices?.programs, ...(matrices?.services ?? [])].flatMap(
          (matrix) => matrix?.rows.flatMap(({ cells }) => cells) ?? [],
        ),
        ...services.flatMap(({ connections }) => connections),
      ]),
    );
    expect(lines.length).to.equal(asked.length + 2);
    expect(lines.find((line) => line.includes('billing-dev sync payments/payment'))).to.match(
      /^staging,payments,billing-dev sync payments\/payment --cluster staging,0,deny,argocd,"?[^"]+"?,clusters\/staging\/bootstrap\/argocd-rbac-cm\.yaml:\d+$/,
    );
  });

  it('quotes what would end a field, and lets no spreadsheet take a text for a formula', () => {
    expect(named('a,"b"')).to.contain('staging,"a,""b""",');
    for (const first of ['=', '+', '-', '@']) {
      expect(named(`${first}1+1`)).to.contain(`staging,'${first}1+1,`);
    }
  });

  it('has only why something is not allowed, in an overview', () => {
    const overview = csv(reportData(model, { ...fullScope(model, cluster), full: false }, evidence, proved));
    expect(overview).to.match(
      /payments-dev deploy payments\/payment --cluster staging,0,allow,git argocd rbac admission,,\r\n/,
    );
    expect(overview).to.match(/outside connect payments\/payment:9000 --cluster staging,0,deny,network,[^,\r]+/);
  });

  it('has no question about a team without developers but those of the network', () => {
    const teams = model.teams.developers.map((team) => ({ ...team, members: [] }));
    const nobody = csv(reportData(model, { clusters: [cluster], teams, full: false }, evidence, proved));
    expect(nobody).to.contain(' connect ').and.not.contain(' deploy ');
  });
});
