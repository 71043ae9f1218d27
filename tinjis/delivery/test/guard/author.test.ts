import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parseDocument } from 'yaml';
import { readCodeowners, mayMerge } from '@tinjis/rules/codeowners/codeowners';
import { ownership } from '../../src/guard/author.ts';
import { organisation, teamFile } from '../../testing/organisation.ts';
import type { Snapshot } from '../../src/model/proposal.ts';
import { readTeams } from '../../src/model/teams/syntax.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const nothing: Snapshot = {
  paths: [],
  mode: () => undefined,
  isFolder: () => false,
  text: () => '',
  yaml: () => ({ documents: [], problems: [] }),
};

describe('ownership', () => {
  it('lets somebody in two teams change the folders of both, and names both where a path is in neither', () => {
    const document = parseDocument(teamFile);
    document.setIn(['teams', 'billing', 'members'], document.createNode(['billing-dev', 'Payments-Dev']));
    const reading = readTeams(document.toString());
    if ('faults' in reading) throw new Error(reading.faults[0].what);
    const paths = ['apps/payments/payment/x.yaml', 'apps/billing/antaeus/x.yaml', 'clusters/staging/x.yaml'];
    const snapshots = { before: nothing, after: nothing };
    const proposal = { approvedBy: [], attested: [], paths, truncated: false, ...snapshots };
    const judged = (author: string) => paths.map((path) => ownership(reading.teams, { ...proposal, author })(path));
    expect(judged('payments-dev').map(({ code }) => code)).to.equal([
      'git/own-folder',
      'git/own-folder',
      'git/outside-own-folder',
    ]);
    expect(judged('payments-dev')[2]?.args['team']).to.equal('payments and billing');
    expect(judged('billing-dev').map(({ code }) => code)).to.equal([
      'git/outside-own-folder',
      'git/own-folder',
      'git/outside-own-folder',
    ]);
  });

  it('agrees with the generated CODEOWNERS, save for folders of a team that are no service', () => {
    const reading = readTeams(teamFile);
    if ('faults' in reading) throw new Error(reading.faults[0].what);
    const { teams } = reading;
    const codeowners = readCodeowners(organisation.text('.github/CODEOWNERS'), '.github/CODEOWNERS');
    expect(codeowners.rules.filter(({ fault }) => fault !== undefined)).to.be.empty();
    const services = teams.developers.flatMap((team) => team.services);
    const paths = [
      'README.md',
      'package.json',
      'policies/teams.yaml',
      '.github/CODEOWNERS',
      '.gitattributes',
      'clusters/staging/x.yaml',
      'services/chassis/x.ts',
      ...services.flatMap(({ team, name }) => [
        `apps/${team}/${name}/base/x.yaml`,
        `apps/${team}/${name}/overlays/staging/kustomization.yaml`,
        `services/${name}/src/x.ts`,
        `apps/${team}/${name}-2/x.yaml`,
        `apps/${team}/x.yaml`,
        `services/${name}-2/x.ts`,
        `apps/${team.toUpperCase()}/${name}/x.yaml`,
        `x/apps/${team}/${name}/x.yaml`,
      ]),
    ];
    const answers = teams.developers.flatMap((team) =>
      paths.map((path) => {
        const login = team.members[0] ?? '';
        const snapshots = { before: nothing, after: nothing };
        const proposal = { author: login, approvedBy: [], attested: [], paths, truncated: false, ...snapshots };
        const guarded = ownership(teams, proposal)(path).code === 'git/own-folder';
        const merged =
          mayMerge(codeowners, path, { login, teams: [`@${teams.organisation}/${team.name}`] }).verdict === 'allow';
        return { login, path, guarded, merged };
      }),
    );
    // A folder there without a service in the team file would be one that no project and no namespace belongs to.
    const stricter = answers.filter(({ guarded, merged }) => guarded !== merged);
    expect(stricter.filter(({ guarded }) => guarded)).to.equal([]);
    expect(stricter.map(({ path }) => path)).to.equal(
      services.flatMap(({ team, name }) => [`apps/${team}/${name}-2/x.yaml`, `apps/${team}/x.yaml`]),
    );
    expect(answers.filter(({ guarded }) => guarded)).to.have.length(services.length * 3);
  });
});
