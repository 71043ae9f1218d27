import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { gitTree } from '@tinjis/manifests/tree/git';
import { verify } from '../src/api.ts';
import { guard } from '../src/guard/guard.ts';
import { readProposal } from '../src/load/proposal/read-proposal.ts';
import type { GuardVerdict } from '../src/guard/rules.ts';
import { type Edits, TestRepository } from '../testing/repository.ts';
import { base, reader } from './verify/proving.ts';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const own = 'apps/payments/payment';
const overlay = `${own}/overlays/staging/kustomization.yaml`;
const deployment = `${own}/base/deployment.yaml`;
const argocd = 'clusters/base/argocd/kustomization.yaml';
const developer = 'payments-dev';
const platform = 'platform-admin';

/** The edit that replaces a text which stands once in a file of the fixtures' base. */
function replaced(file: string, text: string, by: string): Edits {
  const parts = base.text(file).split(text);
  if (parts.length !== 2) throw new Error(`${text} stands ${parts.length - 1} times in ${file}, expected once`);
  return { [file]: parts.join(by) };
}

const added = (file: string, before: string, more: string): Edits => replaced(file, before, `${more}${before}`);
const patched = (target: string, patch: string): Edits =>
  added(overlay, 'images:\n', `patches:\n  - target: {${target}}\n    patch: |-\n      - ${patch}\n`);
const component = (patch: string): Edits => ({
  ...added(overlay, 'images:\n', 'components: [shared]\n'),
  [`${own}/overlays/staging/shared/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: {kind: Deployment}
    patch: |-
      - ${patch}
`,
});
const annotated = (annotation: string): Edits =>
  added(`${own}/base/service.yaml`, 'spec:\n', `  annotations: {${annotation}}\n`);
const ruleAnnotated = (annotation: string): Edits =>
  replaced(
    'policies/admission/workload-image.yaml',
    'kind: ValidatingAdmissionPolicy\nmetadata:\n',
    `kind: ValidatingAdmissionPolicy\nmetadata:\n  annotations: {${annotation}}\n`,
  );
const bannered = added('clusters/base/argocd/settings.yaml', '  # A working day.\n', '  ui.bannercontent: Hello\n');
const entered = (object: string, field: string): Edits =>
  replaced(
    'policies/departures.yaml',
    'departures:\n',
    `departures:\n  - object: ${object}\n    because: It is meant.\n    fields:\n      ${field}\n`,
  );
const repositoryServer = (patch: string): Edits => ({
  [argocd]: `${base.text(argocd)}  - target: {kind: Deployment, name: argocd-repo-server}\n    patch: |-\n      - ${patch}\n`,
});
const among = (yaml: string): Edits => added('clusters/base/argocd/namespace.yaml', 'apiVersion: v1\n', `${yaml}---\n`);
const moreMemory = replaced(deployment, 'memory: 128Mi', 'memory: 384Mi');
const morePods = replaced(`${own}/base/autoscaler.yaml`, 'maxReplicas: 4', 'maxReplicas: 8');

const hostNetwork = '{op: add, path: /spec/template/spec/hostNetwork, value: true}';
const slower = '{op: add, path: /spec/minReadySeconds, value: 5}';
const sidecar =
  '{op: add, path: /spec/template/spec/containers/-, value: {name: x, image: "quay.io/argoproj/argocd:v3.6.1"}}';
const logged = '{op: add, path: /spec/template/spec/containers/0/args/-, value: --loglevel=warn}';

interface PullRequest {
  readonly title: string;
  readonly author: string;
  readonly edits: Edits;
  /** The code of a finding, and the text that begins at the place it names. */
  readonly found: string;
  readonly at: readonly [file: string, text: string];
  /** Changes like it that harm nothing. */
  readonly harmless: readonly Edits[];
}

const pullRequests: readonly PullRequest[] = [
  {
    title: 'a component that acts on what the overlay gathered',
    author: developer,
    edits: component(hostNetwork),
    found: 'promise/undecided',
    at: [`${own}/overlays/staging/shared/kustomization.yaml`, 'target: {kind: Deployment}'],
    harmless: [component(slower)],
  },
  {
    title: "a patch whose target is an expression of Go's",
    author: developer,
    edits: patched('kind: Deployment, name: "[[:lower:]]+"', hostNetwork),
    found: 'promise/closed',
    at: [deployment, 'apiVersion: apps/v1'],
    harmless: [patched('kind: Deployment, name: "[[:lower:]]+"', slower)],
  },
  {
    title: 'a Service that is a hook',
    author: developer,
    edits: annotated('argocd.argoproj.io/hook: PostSync'),
    found: 'argocd/unknown-annotation',
    at: [`${own}/base/service.yaml`, 'annotations:'],
    harmless: [annotated('argocd.argoproj.io/sync-wave: "1"')],
  },
  {
    title: 'a field of a pod that teams may not use',
    author: developer,
    edits: added(
      deployment,
      '      terminationGracePeriodSeconds: 50\n',
      '      priorityClassName: system-node-critical\n',
    ),
    found: 'promise/closed',
    at: [deployment, 'apiVersion: apps/v1'],
    harmless: [replaced(deployment, 'terminationGracePeriodSeconds: 50', 'terminationGracePeriodSeconds: 60')],
  },
  {
    title: 'two changes of which each fits the quota alone',
    author: developer,
    edits: { ...moreMemory, ...morePods },
    found: 'room/not-enough',
    at: [`${own}/base/autoscaler.yaml`, 'maxReplicas: 8'],
    harmless: [moreMemory, morePods],
  },
  {
    title: 'an admission rule that kustomize keeps for itself',
    author: platform,
    edits: ruleAnnotated('config.kubernetes.io/local-config: "true"'),
    found: 'admission/rule-lets-through',
    at: [
      'policies/admission/workload-image.yaml',
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding',
    ],
    harmless: [ruleAnnotated('example.org/reviewed: "true"')],
  },
  {
    title: 'a setting of Argo CD that nobody knows',
    author: platform,
    edits: bannered,
    found: 'argocd/unknown-setting',
    at: ['clusters/base/argocd/settings.yaml', 'ui.bannercontent'],
    harmless: [{ ...bannered, ...entered('ConfigMap argocd/argocd-cm', '/data/ui.bannercontent: Hello') }],
  },
  {
    title: 'a container beside the repository server',
    author: platform,
    edits: repositoryServer(sidecar),
    found: 'argocd/unknown-setting',
    at: [argocd, 'name: argocd-repo-server}'],
    harmless: [
      {
        ...repositoryServer(logged),
        ...entered(
          'Deployment argocd/argocd-repo-server',
          '/spec/template/spec/containers/argocd-repo-server/args: [/usr/local/bin/argocd-repo-server, --loglevel=warn]',
        ),
      },
    ],
  },
  {
    title: 'an object of a kind that nobody evaluates',
    author: platform,
    edits: among('apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: open}\nspec: {}\n'),
    found: 'promise/foreign-kind',
    at: ['clusters/base/argocd/namespace.yaml', 'apiVersion: cilium.io/v2'],
    harmless: [among('apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: low}\nvalue: -1\n')],
  },
];

describe('a crafted pull request', () => {
  let repository: TestRepository;

  before(() => {
    repository = new TestRepository();
    repository.branch('main', Object.fromEntries(base.paths.map((path) => [path, base.text(path)])));
    for (const [index, { edits, harmless }] of pullRequests.entries()) {
      for (const [step, each] of [edits, ...harmless].entries()) {
        repository.branch(`${index}-${step}`, each, 'main');
      }
    }
    repository.write();
  });
  after(() => {
    repository.remove();
  });

  const judge = (author: string, head: string): GuardVerdict => {
    const { teams, proposal } = readProposal({ root: repository.root, author, approvedBy: [], base: 'main', head });
    return guard(teams, proposal).verdict;
  };
  const breaches = (head: string): readonly string[] => {
    const report = verify(gitTree(repository.root, head), reader);
    if ('faults' in report) throw new Error(JSON.stringify(report.faults));
    const found = report.proofs.flatMap((proof) => proof.breaches);
    return [...new Set(found.map(({ code, at }) => `${code} ${at.file}:${at.line}`))];
  };

  for (const [index, { title, author, edits, found, at, harmless }] of pullRequests.entries()) {
    it(`does not get through: ${title}`, () => {
      // The guard renders nothing: it leaves to verify what the author may change, and stops everybody else.
      expect(judge(author, `${index}-0`)).to.equal('allow');
      expect(judge('billing-dev', `${index}-0`)).to.equal('needs-platform');
      const [file, text] = at;
      const whole = String(edits[file] ?? base.text(file));
      const line = whole.slice(0, whole.indexOf(text)).split('\n').length;
      expect(breaches(`${index}-0`)).to.include(`${found} ${file}:${line}`);
      for (const step of harmless.keys()) {
        expect(judge(author, `${index}-${step + 1}`)).to.equal('allow');
        expect(breaches(`${index}-${step + 1}`)).to.equal([]);
      }
    });
  }
});
