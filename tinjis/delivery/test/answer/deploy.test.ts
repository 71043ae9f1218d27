import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { mayDeploy } from '../../src/answer/deploy.ts';
import { readRepository, type Repository } from '../../src/load/repository.ts';
import { personOf } from '../../src/model/identity.ts';
import { applications } from '../../src/verify/promises/applications.ts';
import { base, type Edit, foundBy, reader } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const project = 'clusters/base/teams/payments/project.yaml';
const application = 'clusters/base/teams/payments/applications.yaml';
const rights = 'clusters/base/teams/payments/people.yaml';

/** The verdict about payment on staging, and the verdicts of the routes with the codes that decide them. */
function answered(who: string, ...edits: readonly Edit[]) {
  const changed = new Map<string, string>();
  for (const [file, replace, by] of edits) {
    const text = changed.get(file) ?? base.text(file);
    expect(text.split(replace), `${String(replace)} in ${file}`).to.have.length(2);
    changed.set(
      file,
      text.replace(replace, () => by),
    );
  }
  const { model } = readRepository(changedTree(base, Object.fromEntries(changed)), reader) as Repository;
  const [cluster] = model.clusters.filter(({ name }) => name === 'staging');
  if (!cluster) throw new Error('the fixtures have no cluster staging');
  const { verdict, routes } = mayDeploy(model, cluster, personOf(model.teams, who), {
    team: 'payments',
    service: 'payment',
  });
  const ways = routes.map(({ kind, args, verdict: of, layers }) => {
    const deciding = layers.filter((layer) => layer.verdict === of).flatMap(({ reasons }) => reasons[0].code);
    return [kind, args['actions'] ?? '', of, ...(of === 'allow' ? [] : deciding)]
      .filter((each) => each !== '')
      .join(' ');
  });
  return { verdict, ways };
}

const windows = (window: string): Edit => [project, '  sourceRepos:', `  syncWindows: [${window}]\n  sourceRepos:`];

describe('mayDeploy()', () => {
  it('lets a team merge and sync its own service', () => {
    expect(answered('payments-dev')).to.equal({
      verdict: 'allow',
      ways: [
        'merge allow',
        'argocd sync allow',
        'argocd override, create, update, delete deny argocd/rbac-nothing-grants',
        'kubernetes deny rbac/nothing-grants',
      ],
    });
  });

  it('lets nobody sync what the project does not take, since Argo CD ends every such sync', () => {
    const { verdict, ways } = answered('payments-dev', [
      project,
      'https://github.com/tinjis/tinjis-delivery',
      '"https://github.com/*"',
    ]);
    expect(verdict).to.equal('deny');
    expect(ways.slice(0, 2)).to.equal([
      'merge deny argocd/source-not-listed',
      'argocd sync deny argocd/source-not-listed',
    ]);
  });

  it('does not know what a hydrator writes, and refuses a dry source that the project does not take', () => {
    const hydrator = (repository: string): Edit => [
      application,
      '  project: payments\n',
      `  project: payments\n  sourceHydrator:\n    drySource: {repoURL: "${repository}", path: x, targetRevision: main}\n` +
        `    syncSource: {repoURL: "https://github.com/tinjis/tinjis-delivery", targetBranch: live, path: apps/payments/payment/overlays/staging}\n`,
    ];
    const own = hydrator('https://github.com/tinjis/tinjis-delivery');
    expect(answered('payments-dev', own)).to.include({ verdict: 'unknown' });
    expect(answered('payments-dev', own).ways[0]).to.equal('merge unknown argocd/source-hydrated');
    expect(answered('payments-dev', hydrator('https://example.org/x')).ways[0]).to.equal(
      'merge deny argocd/source-not-listed',
    );
    const unsaid: Edit = [own[0], own[1], own[2].replace('targetBranch: live, ', '')];
    expect(answered('payments-dev', unsaid).ways[0]).to.equal('merge unknown argocd/source-hydrated');
    expect(foundBy(applications, ['field'], own)).to.include('argocd/application-field sourceHydrator');
  });

  it('heeds the sync windows of the project, for Argo CD itself and for a person', () => {
    const always = 'kind: deny, schedule: "* * * * *", duration: 1h, applications: ["*"]';
    const ways = (window: string) => answered('payments-dev', windows(window)).ways.slice(0, 2);
    expect(ways(`{${always}}`)).to.equal(['merge deny argocd/window-denies', 'argocd sync deny argocd/window-denies']);
    expect(ways(`{${always}, manualSync: true}`)).to.equal(['merge deny argocd/window-denies', 'argocd sync allow']);
    expect(ways(`{${always.replace('* * * * *', '0 22 * * *')}}`)).to.equal([
      'merge unknown argocd/window-by-clock',
      'argocd sync unknown argocd/window-by-clock',
    ]);
    expect(ways(`{${always.replace('["*"]', '[antaeus]')}}`)).to.equal(['merge allow', 'argocd sync allow']);
    expect(foundBy(applications, ['who'], windows(`{${always}}`))).to.include('promise/closed Application payment');
    expect(foundBy(applications, ['who'], windows(`{${always.replace('deny', 'allow')}}`))).to.equal([]);
  });

  it('does not know what an Application in another namespace does, if somebody can write one there', () => {
    const elsewhere: Edit = [
      'clusters/base/argocd/parameters.yaml',
      'application.namespaces: ""',
      'application.namespaces: "*"',
    ];
    const may =
      '\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: all, namespace: payments}\n' +
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}\nsubjects: [{kind: User, name: billing-dev, apiGroup: rbac.authorization.k8s.io}]\n' +
      '---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\n' +
      'rules: [{apiGroups: [argoproj.io], resources: [applications], verbs: [create]}]\n';
    const written: Edit = [rights, /\n$/, may];
    expect(answered('billing-dev', elsewhere)).to.include({ verdict: 'deny' });
    expect(answered('billing-dev', written)).to.include({ verdict: 'deny' });
    const unsaid: Edit = [elsewhere[0], '  application.namespaces: ""\n', ''];
    expect(answered('billing-dev', unsaid, written)).to.include({ verdict: 'deny' });
    const settingsGone: Edit = ['clusters/base/argocd/kustomization.yaml', '  - path: parameters.yaml\n', ''];
    expect(answered('billing-dev', settingsGone, written)).to.include({ verdict: 'deny' });
    const { verdict, ways } = answered('billing-dev', elsewhere, written);
    expect([verdict, ways.at(-1)]).to.equal(['unknown', 'kubernetes unknown argocd/applications-elsewhere']);
  });
});
