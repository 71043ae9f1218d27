import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { can, read, verify } from '../src/api.ts';
import type { Repository } from '../src/load/repository.ts';
import { readRepository } from '../src/load/repository.ts';
import { parseQuestion } from '../src/model/question.ts';
import { readTeams } from '../src/model/teams/syntax.ts';
import { proofOutcome } from '../src/print/proof.ts';
import type { Report } from '../src/verify/verify.ts';
import { toHub, withoutArgocd } from '../testing/hub.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const reader = new Reader();
const hub = withoutArgocd({ production: toHub });
const server = 'https://10.99.7.2:6443';
const inCluster = 'https://kubernetes.default.svc';

/** The answer to a question on one cluster, as its verdict and the layers that decided. */
async function answered(tree: Tree, cluster: string, question: string): Promise<string> {
  const { model } = readRepository(tree, new Reader('questions'), { cluster }) as Repository;
  const [who = '', verb = '', what = '', namespace] = question.split(' ');
  const [found] = await can(model, parseQuestion(model.teams, who, verb, what, namespace), [cluster]);
  return `${found?.answer.verdict} ${found?.answer.decidedBy.join(' ')}`;
}

/** Codes of everything that is wrong, with the names of the promises; every reason is there too. */
function wrong(tree: Tree): readonly string[] {
  const report = verify(tree, reader) as Report;
  return [
    ...new Set(report.proofs.flatMap(({ name, breaches }) => breaches.map(({ code }) => `${name} ${code}`))),
  ].filter((each) => !each.startsWith('generated-files'));
}

/** The tree with one text for another, which stands in the file that many times. */
function edited(file: string, replace: string, by: string, times = 1): Tree {
  const parts = hub.text(file).split(replace);
  if (parts.length !== times + 1) throw new Error(`${replace} stands ${parts.length - 1} times in ${file}`);
  return changedTree(hub, { [file]: parts.join(by) });
}

const payments = 'clusters/production/argocd/payments.yaml';
const policy = 'clusters/staging/bootstrap/argocd-rbac-cm.yaml';
const team = 'clusters/production/teams/payments/kustomization.yaml';
const account = 'clusters/production/bootstrap/argocd-account.yaml';
const deployerOf = `    - server: ${server}\n      namespace: payments\n      defaultServiceAccount: deployer`;
const destination = `  destinations:\n    - server: ${server}\n      namespace: payments`;

describe('a cluster to which the Argo CD of another delivers', () => {
  it('keeps every promise, and has cases for each', () => {
    const { kept, proofs } = verify(hub, reader) as Report;
    expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(kept).to.be.true();
    expect(proofs.filter(({ cases }) => cases === 0)).to.equal([]);
  });

  it('has its projects and Applications on its hub, under names of its own, and none itself', () => {
    const { model } = read(hub, reader) as Repository;
    const names = (cluster: string, where: 'governance' | 'argocd', kind: string): readonly string[] =>
      model.clusters
        .filter(({ name }) => name === cluster)
        .flatMap((each) => each[where].kind(`argoproj.io/${kind}`).map(({ object }) => object.metadata.name));
    expect(names('production', 'governance', 'Application')).to.equal([]);
    expect(names('production', 'argocd', 'AppProject')).to.only.include([
      'payments.production',
      'billing.production',
      'platform.production',
    ]);
    expect(names('staging', 'argocd', 'Application'))
      .to.include('payment')
      .and.not.include('payment.production');
    expect(names('staging', 'governance', 'Application')).to.include(['payment', 'payment.production']);
  });

  it('is deployed to by its own team, and by nobody else', async () => {
    const asked = (question: string): Promise<string> => answered(hub, 'production', question);
    expect(await asked('payments-dev deploy payments/payment')).to.match(/^allow/);
    expect(await asked('payments-dev sync payments/payment')).to.equal('allow argocd');
    expect(await asked('billing-dev sync payments/payment')).to.equal('deny argocd');
    expect(await asked('billing-dev deploy payments/payment')).to.match(/^deny/);
    expect(await answered(hub, 'staging', 'payments-dev sync payments/payment')).to.equal('allow argocd');
  });

  const nearMisses: readonly (readonly [says: string, tree: () => Tree, finds: readonly string[]])[] = [
    [
      "a project that leads to the hub's own cluster",
      () => edited(payments, destination, destination.replace(server, inCluster)),
      ['projects argocd/project-field', 'projects promise/open', 'own-service promise/closed'],
    ],
    [
      'a project that leads to every cluster',
      () => edited(payments, destination, destination.replace(server, '"*"')),
      ['projects argocd/project-field', 'projects promise/open'],
    ],
    [
      'a project that names the cluster, which is held against no server',
      () => edited(payments, destination, destination.replace(`server: ${server}`, 'name: production')),
      ['projects argocd/project-field'],
    ],
    [
      "a project of the hub that leads to the other cluster's API server",
      () =>
        changedTree(hub, {
          'clusters/staging/teams/payments/kustomization.yaml': `${hub.text('clusters/staging/teams/payments/kustomization.yaml')}\
  - target: {kind: AppProject}
    patch: |-
      - {op: add, path: /spec/destinations/-, value: {server: "${server}", namespace: payments}}
`,
        }),
      ['projects argocd/project-field', 'projects promise/open'],
    ],
    [
      'an account for another server',
      () => edited(payments, deployerOf, deployerOf.replace(server, inCluster)),
      ['impersonation argocd/foreign-deployer', 'own-service promise/closed'],
    ],
    [
      "another team's account",
      () => edited(payments, 'defaultServiceAccount: deployer', 'defaultServiceAccount: "billing:deployer"'),
      ['impersonation argocd/foreign-deployer', 'impersonation argocd/shared-deployer'],
    ],
    [
      'an account that the cluster lacks',
      () =>
        changedTree(hub, {
          [team]: `${hub.text(team)}\
  - target: {kind: ServiceAccount, name: deployer}
    patch: |-
      $patch: delete
      apiVersion: any
      kind: any
      metadata: {name: any}
`,
        }),
      ['impersonation argocd/deployer-missing'],
    ],
    [
      'an Application for the hub itself under a name of the cluster',
      () =>
        edited(
          payments,
          `    server: ${server}\n    namespace: payments\n`,
          `    server: ${inCluster}\n    namespace: payments\n`,
        ),
      ['applications argocd/application-field', 'own-service promise/closed'],
    ],
    [
      "an Application in the hub's project of the same team",
      () => edited(payments, '  project: payments.production', '  project: payments'),
      ['applications argocd/application-field', 'own-service promise/closed'],
    ],
    [
      'an Application that belongs to no service',
      () => changedTree(hub, { [payments]: `${hub.text(payments)}---\n${applicationNamed('more.production')}` }),
      ['applications argocd/application-unknown'],
    ],
    [
      'an Application with the name of a service on the hub, beside it',
      () => changedTree(hub, { [payments]: `${hub.text(payments)}---\n${applicationNamed('more')}` }),
      ['applications argocd/application-unknown'],
    ],
    [
      'Applications that it would keep itself',
      () => edited('clusters/production/kustomization.yaml', 'group: argoproj.io', 'group: example.org'),
      ['applications argocd/application-elsewhere'],
    ],
    [
      "a right to another team's Application on the other cluster",
      () =>
        edited(
          policy,
          '    g, tinjis:billing, role:billing',
          '    p, role:billing, applications, sync, payments.production/payment.production, allow\n    g, tinjis:billing, role:billing',
        ),
      ['own-service promise/open', 'argocd-rights promise/open', 'argocd-rights argocd/line-gives-more'],
    ],
    [
      'a hub that does not list what it keeps for the cluster',
      () => edited('clusters/staging/kustomization.yaml', '  - ../production/argocd\n', ''),
      ['followed kustomize/not-listed', 'applications argocd/application-missing', 'projects argocd/project-missing'],
    ],
    [
      "an account of the hub's that writes by itself",
      () => edited(account, 'verbs: [get, list, watch]', 'verbs: [get, list, watch, patch]'),
      ['components promise/open', 'held-rights rbac/more-than-needed'],
    ],
    [
      "an account of the hub's that may act as anybody",
      () => edited(account, 'verbs: [get, list, watch]', 'verbs: [get, list, watch, impersonate]'),
      ['components promise/open', 'held-rights rbac/more-than-needed'],
    ],
    [
      'something on the hub that nobody evaluates, and that may change Applications',
      () =>
        changedTree(hub, {
          'clusters/staging/argocd-more.yaml': 'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: x}\n',
          'clusters/staging/kustomization.yaml': hub
            .text('clusters/staging/kustomization.yaml')
            .replace('  - bootstrap\n', '  - bootstrap\n  - argocd-more.yaml\n'),
        }),
      ['applications promise/foreign-kind'],
    ],
    [
      'a folder of the hub that does not render, of which the cluster depends',
      () => edited('clusters/staging/kustomization.yaml', '  - bootstrap\n', '  - nowhere\n'),
      ['followed kustomize/unrendered'],
    ],
  ];
  for (const [says, tree, finds] of nearMisses) {
    it(`does not get ${says}`, () => {
      expect(wrong(tree())).to.include(finds as string[]);
    });
  }

  it('has programs of the teams look at the Applications where they are', () => {
    const automated = withoutArgocd({ production: toHub }, (text) =>
      text.replace(/^ {4}namespace: payments$/m, '$&\n    automation: {pipeline: reader}'),
    );
    expect(wrong(automated)).to.equal([]);
    const { model } = read(automated, reader) as Repository;
    const roles = model.clusters.map(({ name, governance }) => [
      name,
      governance
        .kind<
          {
            rules: [{ resourceNames: string[] }];
          } & Repository['model']['clusters'][0]['governance']['all'][0]['object']
        >('rbac.authorization.k8s.io/Role')
        .filter(({ object }) => object.metadata.name === 'automation-payments')
        .flatMap(({ object }) => object.rules[0].resourceNames),
    ]);
    expect(Object.fromEntries(roles)).to.equal({
      local: ['payment'],
      staging: ['payment', 'payment.production'],
      production: [],
    });
    const still = changedTree(automated, {
      [team]: automated.text(team).replace('name: automation-payments', 'name: another'),
    });
    expect(wrong(still)).to.include('held-rights rbac/more-than-needed');
  });
});

describe('a cluster whose Argo CD was there before', () => {
  const existing = withoutArgocd({ staging: 'argocd: existing' });
  const both = withoutArgocd({ staging: 'argocd: existing', production: toHub });

  it('keeps every promise that its settings do not decide, and leaves open what they do', () => {
    const report = verify(existing, reader) as Report;
    expect(report.proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
    expect(report.kept).to.be.true();
    const places = report.proofs.flatMap(({ elsewhere }) => elsewhere.map(({ file, line }) => `${file}:${line}`));
    expect([...new Set(places)]).to.equal(['policies/teams.yaml:26']);
    const open = report.proofs.filter(({ elsewhere }) => elsewhere.length > 0).map(({ name }) => name);
    expect(open).to.include(['own-service', 'argocd-settings', 'argocd-rights', 'impersonation', 'components']);
    expect(open).to.not.include(['callers', 'no-escalation', 'admission-rules']);
    const same = (text: string): string => text;
    const text = proofOutcome(report).text({ bold: same, dim: same, red: same, green: same, yellow: same });
    expect(text).to.match(
      /\n\? \d+ questions are left open: .*\n {2}policies\/teams\.yaml:26\n {2}not proved: own-service, /,
    );
    expect(text).to.contain(['\n  ask the cluster: npx tinjis doctor --live', ' promises hold']);
  });

  it('gets nothing of an Argo CD from us, and keeps the project of everybody else as it is', () => {
    const { model } = read(existing, reader) as Repository;
    const [objects] = model.clusters.filter(({ name }) => name === 'staging').map(({ governance }) => governance);
    expect(objects?.kind('apps/Deployment').map(({ object }) => object.metadata.namespace)).to.equal(['kube-system']);
    expect(objects?.kind('argoproj.io/AppProject').map(({ object }) => object.metadata.name)).to.only.include([
      'platform',
      'payments',
      'billing',
    ]);
    expect(existing.paths.filter((path) => path.startsWith('clusters/staging/bootstrap/')).sort()).to.equal([
      'clusters/staging/bootstrap/kustomization.yaml',
      'clusters/staging/bootstrap/sealing-certificate.pem',
    ]);
  });

  it('answers UNKNOWN where the settings decide, and denies what others deny', async () => {
    const asked = (question: string): Promise<string> => answered(existing, 'staging', question);
    expect(await asked('payments-dev sync payments/payment')).to.equal('unknown argocd');
    expect(await asked('payments-dev deploy payments/payment')).to.equal('unknown argocd');
    expect(await asked('billing-dev deploy payments/payment')).to.equal('unknown argocd');
    expect(await asked('billing-dev create deployments payments')).to.match(/^deny rbac/);
    expect(await asked('billing/antaeus connect payments/payment:9000')).to.equal('allow network');
  });

  it('may be a hub, and leaves the same open on its other clusters', async () => {
    const report = verify(both, reader) as Report;
    // With no Argo CD left that people log in to by SSO, nothing departs from upstream for it.
    const codes = new Set(report.proofs.flatMap(({ breaches }) => breaches.map(({ code }) => code)));
    expect([...codes]).to.equal(['argocd/departure-unused']);
    expect(await answered(both, 'production', 'payments-dev sync payments/payment')).to.equal('unknown argocd');
  });

  it('is still refused what its own rules close', () => {
    const opened = changedTree(existing, {
      'clusters/base/teams/payments/project.yaml': existing
        .text('clusters/base/teams/payments/project.yaml')
        .replace('      namespace: payments\n  # Syncs', '      namespace: "*"\n  # Syncs'),
    });
    expect(wrong(opened)).to.include(['projects promise/open', 'projects argocd/project-field']);
  });
});

describe('the team file with a hub', () => {
  const faults = (production: string, local = ''): readonly string[] => {
    const text = withoutArgocd({}).text('policies/teams.yaml');
    const lines = (name: string, line: string) => (before: string) =>
      line === '' ? before : before.replace(new RegExp(`^  ${name}:$`, 'm'), `$&\n    ${line}`);
    const reading = readTeams(lines('local', local)(lines('production', production)(text)));
    return 'faults' in reading ? reading.faults.map(({ what }) => what) : [];
  };

  it('names an Argo CD that is there, by an address that no other cluster has', () => {
    expect(faults(toHub)).to.equal([]);
    expect(faults('argocd: existing')).to.equal([]);
    expect(faults('argocd: none')).to.have.length(1);
    expect(faults(toHub.replace('staging', 'nowhere'))).to.equal(['The hub nowhere is no cluster of this file.']);
    expect(faults(toHub.replace('staging', 'production'))).to.equal([
      'The hub production is delivered to by another one.',
    ]);
    expect(faults(toHub.replace(server, inCluster))).to.equal([
      `The server ${inCluster} is the name under which the hub knows itself.`,
    ]);
    expect(faults(toHub.replace(server, 'http://10.99.7.2'))).to.have.length(1);
    expect(faults(toHub.replace('staging', 'local'))).to.equal([
      'People log in to the Argo CD of local by accounts, not by sso.',
    ]);
    expect(faults(toHub, toHub)).to.include(`The server ${server} is taken already, on line 17.`);
  });
});

function applicationNamed(name: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: payments.production
  source: {repoURL: https://github.com/tinjis/tinjis-delivery, targetRevision: refs/heads/main, path: apps/billing/antaeus/overlays/production}
  destination: {server: "${server}", namespace: payments}
  syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [ServerSideApply=true, FailOnSharedResource=true]}
`;
}
