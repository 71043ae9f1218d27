import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { memoryTree } from '@tinjis/manifests/tree/memory';
import { Failure } from '@tinjis/manifests/failure';
import { loadKinds } from '../../src/load/kinds.ts';
import { loadTeams } from '../../src/load/teams.ts';
import { countKey, grantedKinds, madeKinds } from '../../src/model/kinds.ts';
import type { DeveloperTeam } from '../../src/model/teams.ts';
import { organisation } from '../../testing/organisation.ts';
import { delivery } from '../../testing/smallest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const teams = loadTeams(organisation);
const whole = organisation.text('policies/kinds.yaml');
const load = (text: string): unknown => loadKinds(memoryTree({ 'policies/kinds.yaml': text }), teams);
const refusal = (text: string): { readonly what: string; readonly line: number | undefined; readonly fix: string } => {
  const { what, at, fix } = (expect(() => load(text)).to.throw(Failure) as unknown as Failure).explanation;
  return { what, line: at?.line, fix };
};
const entry = (kind: string, fields: string): string =>
  `kinds:\n  ${kind}:\n    version: v1\n    lets: For this test.\n${fields}`;

describe('the catalogue of kinds', () => {
  it('grants a team what every team has, what it is named for, and routes where a Gateway takes them', () => {
    const catalogue = loadKinds(organisation, teams);
    const [payments, billing] = teams.developers as [DeveloperTeam, DeveloperTeam];
    const kinds = (team: DeveloperTeam, cluster?: string): readonly string[] =>
      grantedKinds(
        catalogue,
        team,
        teams.clusters.find(({ name }) => name === cluster),
      ).map(({ kind }) => kind);
    const always = [
      'ConfigMap',
      'Service',
      'Deployment',
      'StatefulSet',
      'HorizontalPodAutoscaler',
      'SealedSecret',
      'PodDisruptionBudget',
    ];
    expect(kinds(payments)).to.equal(always);
    expect(kinds(payments, 'staging')).to.equal(always);
    expect(kinds(billing, 'local')).to.equal(always);
    expect(kinds(billing, 'staging')).to.equal([...always, 'HTTPRoute']);
    // DaemonSets go to no team, though one named them.
    expect(kinds({ ...payments, kinds: ['CronJob', 'DaemonSet'] })).to.equal([...always, 'CronJob']);
  });

  it('knows what controllers make of kinds, each once, without those that are written', () => {
    const catalogue = loadKinds(organisation, teams);
    const made = (...kinds: readonly string[]): readonly string[] =>
      madeKinds(catalogue.filter(({ kind }) => kinds.includes(kind))).map(countKey);
    expect(made('Deployment', 'Rollout', 'CronJob')).to.equal([
      'count/pods',
      'count/replicasets.apps',
      'count/jobs.batch',
    ]);
    expect(made('CronJob', 'Job')).to.equal([]);
  });

  it('is refused where it is missing', () => {
    const without = { 'policies/teams.yaml': delivery['policies/teams.yaml'] };
    const error = expect(() => loadKinds(memoryTree(without), teams)).to.throw(Failure) as unknown as Failure;
    expect(error.explanation.what).to.equal('There is no catalogue of kinds, so no team may deploy anything.');
  });

  it('is refused where it is empty, and where a field is not known', () => {
    expect(refusal('').what).to.equal('policies/kinds.yaml must be object, found undefined.');
    expect(refusal(whole.replace('danger: secrets', 'danger: none'))).to.include({
      what: 'kinds.ExternalSecret.danger is "none", expected one of workload, route, secrets, others, harmless.',
    });
    expect(
      refusal(whole.replace('    grantedTo: no-team', '    verbs: [deletecollection]\n    grantedTo: no-team')).what,
    ).to.contain('kinds.DaemonSet.verbs.0 is "deletecollection"');
  });

  for (const [what, text, said] of [
    [
      'a kind of another group',
      entry(
        'Job',
        '    group: batch.example.org\n    danger: workload\n    template: spec.template\n    grantedTo: no-team\n',
      ),
      'Job is a kind of the group "batch", found "batch.example.org".',
    ],
    [
      'a kind of the whole cluster',
      entry('PriorityClass', '    group: scheduling.k8s.io\n    danger: harmless\n    grantedTo: no-team\n'),
      'PriorityClass belongs to the whole cluster.',
    ],
    [
      'a workload whose pods nobody knows',
      entry(
        'CloneSet',
        '    group: apps.kruise.io\n    danger: workload\n    template: spec.template\n    grantedTo: no-team\n',
      ),
      'tinjis does not know that CloneSet starts pods, so it would not judge them.',
    ],
    [
      'a workload that is called harmless',
      entry('CronJob', '    group: batch\n    danger: harmless\n    grantedTo: every-team\n'),
      'CronJob starts pods from spec.jobTemplate.spec.template, found no template.',
    ],
    [
      'a pod by itself',
      entry('Pod', '    group: ""\n    danger: workload\n    template: spec\n    grantedTo: every-team\n'),
      'Pod starts pods from itself, found spec.',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(refusal(text).what).to.equal(said);
      expect(refusal(text).fix).to.not.be.empty();
    });
  }

  it('takes what a platform grants with fewer verbs', () => {
    const text = whole.replace('    grantedTo: no-team', '    verbs: [get, create]\n    grantedTo: no-team');
    expect(load(text)).to.part.include([{ kind: 'DaemonSet', verbs: ['get', 'create'], resource: 'daemonsets' }]);
  });
});
