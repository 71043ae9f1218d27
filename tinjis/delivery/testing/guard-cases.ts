import { parse, stringify } from 'yaml';
import { teamFile } from './organisation.ts';
import type { Edits } from './repository.ts';
import {
  built,
  commit,
  dev,
  honestApp,
  kustomized,
  other,
  overlay,
  own,
  platform,
  refusedApp,
  twice,
} from './app-cases.ts';
import { honestSources, refusedSources } from './source-cases.ts';

/** One crafted pull request and what the guard must make of it. */
export interface GuardCase {
  readonly title: string;
  readonly author: string;
  readonly edits: Edits;
  /** A pull request's files as the API lists them, beside what Git finds. */
  readonly listed?: readonly {
    readonly filename: string;
    readonly status: string;
    readonly previous_filename?: string;
  }[];
  readonly approvedBy?: readonly string[];
  /** Images whose provenance was verified. */
  readonly attested?: readonly string[];
  readonly verdict: 'allow' | 'needs-platform' | 'unknown' | 'deny';
  /** Every reason that led to it, in the paths' order; none for what is allowed. */
  readonly codes?: readonly string[];
}

const symlink = (target: string) => ({ mode: '120000', text: target });
const teamsWith = (change: (file: Record<string, never>) => void): string => {
  const file = parse(teamFile) as Record<string, never>;
  change(file);
  return stringify(file);
};

const honest = { [`${own}/base/deployment.yaml`]: 'kind: Deployment # more\n' };

/** What must pass. */
export const honestCases: readonly GuardCase[] = [
  { title: 'an edit of the own manifest', author: dev, edits: honest, verdict: 'allow' },
  { title: 'the login in other case', author: 'Billing-Dev', edits: honest, verdict: 'allow' },
  {
    title: 'the other team in its own folder',
    author: 'payments-dev',
    edits: { [`${other}/base/deployment.yaml`]: 'kind: X\n' },
    verdict: 'allow',
  },
  {
    title: 'a new manifest that the kustomization names',
    author: dev,
    verdict: 'allow',
    edits: {
      ...kustomized('resources: [deployment.yaml, ./extra/]'),
      [`${own}/base/extra/kustomization.yml`]: 'resources: [x.yaml]\n',
      [`${own}/base/extra/x.yaml`]: 'kind: X\n',
    },
  },
  {
    title: 'the own program',
    author: dev,
    edits: { 'services/antaeus/src/start.ts': 'go();\n', 'services/antaeus/test/a b.test.ts': 'x\n' },
    verdict: 'allow',
  },
  {
    title: 'a rename inside the own folder',
    author: dev,
    verdict: 'allow',
    edits: {
      ...kustomized('resources: [workload.yaml]'),
      [`${own}/base/deployment.yaml`]: null,
      [`${own}/base/workload.yaml`]: 'kind: Deployment\n',
    },
  },
  { title: 'a removal', author: dev, edits: { 'services/antaeus/src/start.ts': null }, verdict: 'allow' },
  {
    title: 'every harmless field of a kustomization',
    author: dev,
    verdict: 'allow',
    edits: {
      ...kustomized(`resources: [deployment.yaml]
components:
nameSuffix: ""
labels: [{pairs: {a: b}}]
patches:
  - {path: patch.yaml, target: {kind: Deployment}}
  - patch: "- {op: remove, path: /x}"
configMapGenerator:
  - {name: x, files: [keys.json, other=keys.json], envs: [x.env], env: x.env, literals: [a=https://example.org]}
replacements: [{path: replacement.yaml}]`),
      ...Object.fromEntries(
        ['patch.yaml', 'keys.json', 'x.env', 'replacement.yaml'].map((name) => [`${own}/base/${name}`, 'x\n']),
      ),
    },
  },
  { title: 'the own image by hand', author: dev, edits: { [overlay]: built('antaeus') }, verdict: 'allow' },
  {
    title: 'the platform everywhere',
    author: platform,
    verdict: 'allow',
    edits: {
      'policies/teams.yaml': `${teamFile}# x\n`,
      '.github/CODEOWNERS': '* @x\n',
      '.gitattributes': '* text\n',
      [`${other}/base/deployment.yaml`]: 'x\n',
      'README.md': null,
    },
  },
  {
    title: 'the platform with an executable script',
    author: platform,
    edits: { 'tools/run': { mode: '100755', text: '#!/bin/sh\n' } },
    verdict: 'needs-platform',
    codes: ['git/file-mode'],
    approvedBy: ['nobody'],
  },
  ...honestApp,
  ...honestSources,
  {
    title: 'what needs the platform, once it approved',
    author: dev,
    edits: { 'README.md': 'x\n', ...honest },
    approvedBy: ['Platform-Admin'],
    verdict: 'allow',
  },
  {
    title: 'a stranger, once the platform approved',
    author: 'dependabot[bot]',
    edits: { 'package.json': '{"a":1}\n' },
    approvedBy: [platform],
    verdict: 'allow',
  },
  {
    title: 'a list of files that is what Git finds',
    author: dev,
    edits: honest,
    listed: [{ filename: `${own}/base/deployment.yaml`, status: 'modified' }],
    verdict: 'allow',
  },
  {
    title: 'a copy from a folder of others',
    author: dev,
    edits: honest,
    verdict: 'allow',
    listed: [
      { filename: `${own}/base/deployment.yaml`, previous_filename: `${other}/base/deployment.yaml`, status: 'copied' },
    ],
  },
  { title: 'a symlink taken away', author: dev, edits: { [`${own}/base/old-link`]: null }, verdict: 'allow' },
];

/** What is fine for the platform to decide. */
const platformCases: readonly GuardCase[] = [
  ...(
    [
      'README.md',
      'package.json',
      'clusters/staging/root.yaml',
      'services/chassis/src/start.ts',
      `${other}/base/deployment.yaml`,
      'services/payment/src/start.ts',
      '.github/CODEOWNERS',
      '.github/workflows/deliver.yaml',
      '.gitattributes',
      'apps/billing/README.md',
      'apps/billing/other/base/x.yaml',
      'apps/README.md',
      'apps/billing/antaeus-2/x.yaml',
    ] as const
  ).map((path): GuardCase => ({
    title: `an edit of ${path}`,
    author: dev,
    edits: { [path]: 'x\n' },
    verdict: 'needs-platform',
  })),
  {
    title: 'an edit of the team file',
    author: dev,
    edits: {
      'policies/teams.yaml': teamsWith((file) => {
        Object.assign(file, { organisation: 'mine' });
      }),
    },
    verdict: 'needs-platform',
    codes: ['git/team-file'],
  },
  {
    title: 'an author who joins a team in the same change',
    author: 'mallory',
    verdict: 'needs-platform',
    codes: ['git/author-unknown', 'git/author-unknown'],
    edits: {
      ...honest,
      'policies/teams.yaml': teamFile.replace('members: [billing-dev]', 'members: [billing-dev, mallory]'),
    },
  },
  {
    title: 'an author nobody knows',
    author: 'mallory',
    edits: honest,
    verdict: 'needs-platform',
    codes: ['git/author-unknown'],
  },
  {
    title: 'a bot nobody knows',
    author: 'renovate[bot]',
    edits: { [overlay]: built('antaeus') },
    verdict: 'needs-platform',
    codes: ['git/author-unknown'],
  },
  {
    title: "a person whose login is the app's",
    author: 'tinjis-deliver',
    edits: { [overlay]: built('antaeus') },
    verdict: 'needs-platform',
    codes: ['git/author-unknown'],
  },
  { title: 'an empty author', author: '', edits: honest, verdict: 'needs-platform', codes: ['git/author-unknown'] },
  {
    title: "a rename out of another team's folder",
    author: dev,
    verdict: 'needs-platform',
    codes: ['git/outside-own-folder'],
    edits: { [`services/payment/src/start.ts`]: null, 'services/antaeus/src/begin.ts': 'start();\n' },
  },
  {
    title: "a rename into another team's folder",
    author: dev,
    verdict: 'needs-platform',
    codes: ['git/outside-own-folder'],
    edits: { 'services/antaeus/src/start.ts': null, 'services/payment/src/begin.ts': 'start();\n' },
  },
  {
    title: 'the source of a rename that only the list knows',
    author: dev,
    edits: {
      [`${other}/base/deployment.yaml`]: null,
      ...kustomized('resources: []', `${other}/base/kustomization.yaml`),
      [`${own}/base/d.yaml`]: 'kind: Deployment\n',
    },
    listed: [{ filename: `${own}/base/d.yaml`, previous_filename: `${other}/base/deployment.yaml`, status: 'renamed' }],
    verdict: 'needs-platform',
    codes: ['git/outside-own-folder', 'git/outside-own-folder'],
  },
  {
    title: 'a file that becomes executable',
    author: dev,
    edits: { 'services/antaeus/src/start.ts': { mode: '100755', text: 'start();\n' } },
    verdict: 'needs-platform',
    codes: ['git/file-mode'],
  },
  {
    title: 'a new executable file',
    author: dev,
    edits: { [`${own}/run`]: { mode: '100755', text: 'x' } },
    verdict: 'needs-platform',
    codes: ['git/file-mode'],
  },
  {
    title: 'an overlay taken away',
    author: dev,
    edits: { [overlay]: null },
    verdict: 'needs-platform',
    codes: ['git/overlay-removed'],
  },
  {
    title: 'what needs the platform, approved by others and by the author',
    author: dev,
    edits: { 'README.md': 'x\n' },
    approvedBy: ['payments-dev', 'mallory', dev],
    verdict: 'needs-platform',
    codes: ['git/outside-own-folder'],
  },
];

const listedOnly = (title: string, filename: string, code: string): GuardCase => ({
  title,
  author: dev,
  edits: honest,
  listed: [{ filename, status: 'modified' }],
  verdict: 'deny',
  codes: [code],
});

const field = (body: string, code: string, more: Edits = {}): GuardCase => ({
  title: `a kustomization with ${body.split('\n')[0]}`,
  author: dev,
  edits: { ...kustomized(body), ...more },
  verdict: 'deny',
  codes: [code],
});

/** What is refused whoever approves. */
const deniedCases: readonly GuardCase[] = [
  {
    title: 'a symlink in the own folder',
    author: dev,
    edits: { [`${own}/base/x.yaml`]: symlink('../../../payments/payment/base/deployment.yaml') },
    verdict: 'deny',
    codes: ['git/symlink'],
  },
  {
    title: 'a file that becomes a symlink',
    author: dev,
    edits: { [`${own}/base/deployment.yaml`]: symlink('/etc/passwd') },
    verdict: 'deny',
    codes: ['git/symlink', 'git/kustomization-outside'],
  },
  {
    title: 'a kustomization that becomes a symlink',
    author: dev,
    edits: { [overlay]: symlink('../../../../payments/payment/base/kustomization.yaml') },
    verdict: 'deny',
    codes: ['git/symlink'],
  },
  {
    title: 'a kustomization that becomes a submodule',
    author: dev,
    edits: { [overlay]: { mode: '160000', text: commit } },
    verdict: 'deny',
    codes: ['git/submodule'],
  },
  {
    title: 'a folder that becomes a symlink',
    author: dev,
    verdict: 'deny',
    codes: ['git/symlink', 'git/kustomization-outside', 'git/kustomization-outside'],
    edits: {
      [`${own}/base/kustomization.yaml`]: null,
      [`${own}/base/deployment.yaml`]: null,
      [`${own}/base/old-link`]: null,
      [`${own}/base`]: symlink('../../payments/payment/base'),
    },
  },
  {
    title: 'a symlink by the platform, approved',
    author: platform,
    approvedBy: ['platform-admin'],
    edits: { 'policies/x': symlink('y') },
    verdict: 'deny',
    codes: ['git/symlink'],
  },
  {
    title: 'a submodule',
    author: dev,
    edits: { [`${own}/lib`]: { mode: '160000', text: commit } },
    verdict: 'deny',
    codes: ['git/submodule'],
  },
  {
    title: '.gitmodules',
    author: platform,
    edits: { '.gitmodules': '[submodule "x"]\n' },
    verdict: 'deny',
    codes: ['git/submodule'],
  },
  {
    title: 'an own folder in other case',
    author: dev,
    edits: { 'apps/billing/Antaeus/base/deployment.yaml': 'x\n' },
    verdict: 'deny',
    codes: ['git/path-collision'],
  },
  {
    title: "another team's folder in other case",
    author: dev,
    edits: { 'Apps/payments/payment/base/deployment.yaml': 'x\n' },
    verdict: 'deny',
    codes: ['git/path-collision'],
  },
  {
    title: 'two own files in different case',
    author: dev,
    edits: { [`${own}/base/Deployment.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-collision'],
  },
  {
    title: 'a file beside a folder in other case',
    author: dev,
    edits: { [`${own}/BASE`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-collision'],
  },
  {
    title: 'a Cyrillic letter in a path',
    author: dev,
    edits: { [`${own}/b\u0430se/x.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  {
    title: 'a path that is not in normal form',
    author: dev,
    edits: { [`${own}/base/re\u0301sume.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  {
    title: 'a full-width letter',
    author: dev,
    edits: { [`${own}/base/\uff58.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  {
    title: 'text that runs backwards',
    author: platform,
    edits: { 'README\u202egpj.md': 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  {
    title: 'a backslash',
    author: dev,
    edits: { [`${own}\\..\\..\\x`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  {
    title: 'a newline',
    author: dev,
    edits: { [`${own}/a\nb`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-characters'],
  },
  { title: 'a colon', author: dev, edits: { [`${own}/a:b`]: 'x\n' }, verdict: 'deny', codes: ['git/path-characters'] },
  {
    title: 'a name that ends in a dot',
    author: dev,
    edits: { [`${own}/base./x.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/path-form'],
  },
  listedOnly('../ in a list', `${own}/../../payments/payment/base/x.yaml`, 'git/path-form'),
  listedOnly('an absolute path in a list', '/etc/passwd', 'git/path-form'),
  listedOnly('./ in a list', `${own}/./x.yaml`, 'git/path-form'),
  listedOnly('// in a list', `${own}//x.yaml`, 'git/path-form'),
  listedOnly('an empty path in a list', '', 'git/path-form'),
  listedOnly('.GIT in a list', `${own}/.GIT/config`, 'git/path-form'),
  listedOnly('NUL in a list', `${own}/x\u0000.yaml`, 'git/path-characters'),
  listedOnly('a path longer than any', `${own}/${'x'.repeat(2000)}`, 'git/path-form'),
  ...['CODEOWNERS', 'docs/CODEOWNERS', `${own}/CODEOWNERS`, `${own}/base/codeowners`].map((path): GuardCase => ({
    title: `a second owners file ${path}`,
    author: platform,
    edits: { [path]: '* @me\n' },
    verdict: 'deny',
    codes: ['git/second-codeowners'],
  })),
  {
    title: '.gitattributes in the own folder',
    author: dev,
    edits: { [`${own}/.gitattributes`]: '* -diff linguist-generated\n' },
    verdict: 'deny',
    codes: ['git/review-hidden'],
  },
  {
    title: '.argocd-source.yaml',
    author: dev,
    edits: { [`${own}/overlays/staging/.argocd-source.yaml`]: 'kustomize: {}\n' },
    verdict: 'deny',
    codes: ['git/argocd-override'],
  },
  {
    title: '.argocd-source-APP.yaml',
    author: dev,
    edits: { [`${own}/overlays/staging/.argocd-source-antaeus.yaml`]: 'x\n' },
    verdict: 'deny',
    codes: ['git/argocd-override'],
  },
  {
    title: 'a Helm chart',
    author: dev,
    edits: { [`${own}/overlays/staging/Chart.yaml`]: 'name: x\n' },
    verdict: 'deny',
    codes: ['git/other-renderer'],
  },
  {
    title: 'Jsonnet',
    author: dev,
    edits: { [`${own}/overlays/staging/x.jsonnet`]: '{}\n' },
    verdict: 'deny',
    codes: ['git/other-renderer'],
  },

  {
    title: 'a second kustomization beside the first',
    author: dev,
    edits: kustomized('resources: []', `${own}/base/kustomization.yml`),
    verdict: 'deny',
    codes: ['git/kustomization-name', 'git/kustomization-name'],
  },
  {
    title: 'Kustomization beside kustomization.yaml',
    author: dev,
    edits: kustomized('resources: []', `${own}/base/Kustomization`),
    verdict: 'deny',
    codes: ['git/kustomization-name', 'git/kustomization-name'],
  },
  {
    title: 'a kustomization in other case',
    author: dev,
    edits: kustomized('resources: []', `${own}/x/Kustomization.yaml`),
    verdict: 'deny',
    codes: ['git/kustomization-name'],
  },
  {
    title: 'a kustomization that is no YAML',
    author: dev,
    edits: { [`${own}/base/kustomization.yaml`]: 'resources: [\n' },
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  {
    title: 'a kustomization with a field twice',
    author: dev,
    edits: kustomized('resources: []\nresources: [../../../payments]'),
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  {
    title: 'a kustomization of two documents',
    author: dev,
    edits: kustomized('resources: []\n---\nresources: []'),
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  {
    title: 'an empty kustomization',
    author: dev,
    edits: { [`${own}/base/kustomization.yaml`]: '' },
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  {
    title: 'a kustomization that is null',
    author: dev,
    edits: { [`${own}/base/kustomization.yaml`]: '~\n' },
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  {
    title: 'a kustomization that is a list',
    author: dev,
    edits: { [`${own}/base/kustomization.yaml`]: '- a\n' },
    verdict: 'deny',
    codes: ['git/kustomization-unreadable'],
  },
  field('resources: [../../../payments/payment/base]', 'git/kustomization-outside'),
  field('resources: [../../antaeus-2/x.yaml]', 'git/kustomization-outside'),
  field('resources: [../../../../../../../etc/passwd]', 'git/kustomization-outside'),
  field('resources: [../../../..]', 'git/kustomization-outside'),
  field('resources: [..]', 'git/kustomization-outside'),
  field('resources: [/apps/billing/antaeus/base/deployment.yaml]', 'git/kustomization-outside'),
  field('resources: [old-link]', 'git/kustomization-outside'),
  field('resources: [lib]', 'git/kustomization-remote', {}),
  field('resources: ["https://example.org/x.yaml"]', 'git/kustomization-remote'),
  field('resources: ["github.com/o/r//base?ref=main"]', 'git/kustomization-remote'),
  field('resources: [github.com/o/r]', 'git/kustomization-remote', {
    [`${own}/base/github.com/o/r/kustomization.yaml`]: 'resources: []\n',
  }),
  field('resources: ["git@github.com:o/r"]', 'git/kustomization-remote'),
  field('resources: [gitlab.org/o/r]', 'git/kustomization-remote'),
  field('resources: [x/y.git]', 'git/kustomization-remote'),
  field('resources: [a//b]', 'git/kustomization-remote'),
  field('resources: ["a\\tb"]', 'git/kustomization-remote'),
  field('resources: [not-there.yaml]', 'git/kustomization-missing'),
  field('resources: [old-link/deployment.yaml]', 'git/kustomization-missing'),
  field('resources: [5]', 'git/kustomization-field'),
  field('resources: [""]', 'git/kustomization-missing'),
  field('resources: deployment.yaml', 'git/kustomization-field'),
  field('components: [../../../payments/payment/base]', 'git/kustomization-outside'),
  field('patches: [{path: ../../../payments/payment/base/deployment.yaml}]', 'git/kustomization-outside'),
  field('patches: [x.yaml]', 'git/kustomization-field'),
  field('patches: [{paths: x.yaml}]', 'git/kustomization-field'),
  field('patches: {path: x.yaml}', 'git/kustomization-field'),
  field('configMapGenerator: [{name: x, files: [key=../../../../policies/teams.yaml]}]', 'git/kustomization-outside'),
  field('configMapGenerator: [{name: x, files: [3]}]', 'git/kustomization-field'),
  field('configMapGenerator: [{name: x, files: keys.json}]', 'git/kustomization-field'),
  field('configMapGenerator: [{name: x, envs: [../../../../package.json]}]', 'git/kustomization-outside'),
  field('secretGenerator: [{name: x, literals: [a=b]}]', 'git/kustomization-field'),
  field('helmCharts: [{name: x, repo: https://example.org}]', 'git/kustomization-field'),
  field('generators: [x.yaml]', 'git/kustomization-field'),
  field('transformers: [x.yaml]', 'git/kustomization-field'),
  field('bases: [../../../payments/payment/base]', 'git/kustomization-field'),
  field('RESOURCES: [../../../payments/payment/base]', 'git/kustomization-field'),
  field('constructor: [x]', 'git/kustomization-field'),
  {
    title: 'a file taken away that a kustomization names',
    author: dev,
    edits: { [`${own}/base/deployment.yaml`]: null },
    verdict: 'deny',
    codes: ['git/kustomization-missing'],
  },
  {
    title: 'a kustomization by the platform that leaves its folder',
    author: platform,
    edits: kustomized('resources: [../../../../policies]'),
    verdict: 'deny',
    codes: ['git/kustomization-outside'],
  },

  {
    title: 'as many files as GitHub lists',
    author: dev,
    edits: honest,
    verdict: 'deny',
    codes: ['git/list-truncated'],
    listed: Array.from({ length: 3000 }, () => ({ filename: `${own}/base/deployment.yaml`, status: 'modified' })),
  },
];

const unknownCases: readonly GuardCase[] = [
  { title: 'a change of nothing', author: dev, edits: {}, verdict: 'unknown', codes: ['git/nothing-changed'] },
  {
    title: 'an empty list for a change of nothing',
    author: dev,
    edits: {},
    listed: [],
    verdict: 'unknown',
    codes: ['git/nothing-changed'],
  },
  {
    title: 'a listed path that neither revision has',
    author: dev,
    edits: honest,
    listed: [{ filename: `${own}/base/gone.yaml`, status: 'added' }],
    verdict: 'unknown',
    codes: ['git/path-in-neither'],
  },
  {
    title: 'a listed path below a symlink',
    author: dev,
    edits: honest,
    listed: [{ filename: `${own}/base/old-link/x.yaml`, status: 'added' }],
    verdict: 'unknown',
    codes: ['git/path-in-neither'],
  },
];

export const refusedCases: readonly GuardCase[] = [
  ...platformCases,
  ...deniedCases,
  ...refusedSources,
  ...refusedApp,
  ...unknownCases,
];

/** What the base branch holds beside the plain repository: traps that were there before the change. */
export const traps: Edits = {
  [`${own}/base/old-link`]: symlink('../../../payments/payment/base'),
  [`${own}/base/lib`]: { mode: '160000', text: commit },
  [twice]: kustomized('resources: [../../base]\nimages: [{name: antaeus}, {name: antaeus}]', twice)[twice] as string,
  'services/antaeus/binding.gyp': '{}\n',
  // What staging runs already.
  [`${other}/overlays/staging/kustomization.yaml`]: built('payment'),
  'clusters/staging/kustomization.yaml': 'resources: [../../policies]\n',
};
