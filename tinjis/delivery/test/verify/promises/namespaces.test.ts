import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { namespaces } from '../../../src/verify/promises/namespaces.ts';
import { projects } from '../../../src/verify/promises/projects.ts';
import { teamShares } from '../../../src/verify/promises/shares.ts';
import { breachesOf, type Edit, foundBy } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'clusters/base/teams/payments/namespace.yaml';
const image = 'image.tinjis.io/payment: ghcr.io/tinjis/tinjis-delivery/payment\n';

describe('the promise about namespaces', () => {
  it('holds for this repository', () => {
    expect(breachesOf(namespaces)).to.equal([]);
  });

  for (const [what, edit, found] of [
    [
      'an image of somebody else',
      [file, image, 'image.tinjis.io/payment: registry.example.org/x\n'],
      'namespace/name image.tinjis.io/payment registry.example.org/x',
    ],
    ['an image that is not named', [file, image, 'a: b\n'], 'namespace/name image.tinjis.io/payment '],
    [
      'one more image',
      [file, image, `${image}    image.tinjis.io/other: registry.example.org/x\n`],
      'namespace/name image.tinjis.io/other registry.example.org/x',
    ],
    [
      'a host nobody agreed to',
      [file, image, `${image}    outside.tinjis.io/payment: payment.example.org\n`],
      'namespace/name outside.tinjis.io/payment payment.example.org',
    ],
  ] as readonly (readonly [string, Edit, string])[]) {
    it(`finds ${what}`, () => {
      expect(foundBy(namespaces, ['key', 'value'], edit)).to.equal([found]);
    });
  }

  it('finds a namespace that says nothing', () => {
    const bare: Edit = [file, /\n {2}labels:[^]*?\n---\n/, '\n---\n'];
    expect(foundBy(namespaces, ['key', 'value'], bare)).to.equal([
      'namespace/not-restricted  ',
      'namespace/version-not-pinned  ',
      'namespace/name image.tinjis.io/payment ',
      'namespace/name image.tinjis.io/payment-postgresql ',
    ]);
  });
});

describe('the promise about shares', () => {
  it('holds for this repository', () => {
    expect(breachesOf(teamShares)).to.equal([]);
  });

  for (const [what, edit, found] of [
    ['pods without limit', [file, /\n {4}pods: .*/, ''], 'namespace/no-share quota of pods'],
    [
      'more doors than services to reach from outside',
      [file, 'services.nodeports: "0"', 'services.nodeports: "1"'],
      'namespace/no-share quota of services.nodeports at 0',
    ],
    [
      'doors without limit',
      [file, /\n {4}services\.loadbalancers: .*/, ''],
      'namespace/no-share quota of services.loadbalancers at 0',
    ],
    ['containers of any size', [file, /\n {6}max: .*/, ''], 'namespace/no-share max of a container'],
    ['critical pods', [file, 'hard: {pods: "0"}', 'hard: {pods: "1"}'], 'namespace/no-share quota of no critical pods'],
    [
      'pods of another critical class',
      [file, ', system-node-critical]', ']'],
      'namespace/no-share quota of no critical pods',
    ],
    [
      'any number of objects',
      [file, /\n {4}count\/configmaps: .*/, ''],
      'namespace/no-share quota of count/configmaps',
    ],
  ] as readonly (readonly [string, Edit, string])[]) {
    it(`finds ${what}`, () => {
      expect(foundBy(teamShares, ['value'], edit)).to.equal([found]);
    });
  }

  it('finds that there is none, where it would be generated', () => {
    const gone = breachesOf(teamShares, [file, /\n---\n[^]*/, '\n']);
    expect(gone).to.have.length(23);
    expect(new Set(gone.map(({ at }) => at.file))).to.equal(new Set([file]));
    expect(breachesOf(teamShares, [file, /\n {2}hard:\n[^]*?\n---\n/, '\n---\n'])).to.have.length(19);
    const ofSome = breachesOf(teamShares, [file, '  hard:\n', '  scopes: [Terminating]\n  hard:\n']);
    expect(ofSome, 'a quota that counts some pods alone').to.have.length(19);
  });
});

describe('the promise about projects', () => {
  const project = 'clusters/base/teams/payments/project.yaml';
  const none = 'clusters/base/platform/projects.yaml';

  it('proves nothing of a project that no API server would store', () => {
    for (const [edit, field] of [
      [[project, /\n {2}namespaceResourceWhitelist:(?:\n {4}.*)+/, '\n  namespaceResourceWhitelist: {a: b}'], 'kinds'],
      [[project, /\n {2}destinations:(?:\n {4}.*)+/, '\n  destinations: {a: b}'], 'places'],
      [[project, '  clusterResourceWhitelist: []', '  clusterResourceWhitelist: []\n  roles: {a: b}'], 'roles'],
    ] as const) {
      const codes = breachesOf(projects, edit).map(({ because }) => because?.code);
      expect(codes, field).to.include('argocd/project-malformed');
    }
  });

  it('holds for this repository, also where a list is left out', () => {
    expect(breachesOf(projects)).to.equal([]);
    expect(breachesOf(projects, [none, '  sourceRepos: []\n', ''], [none, '  destinations: []\n', ''])).to.equal([]);
  });

  it("does not hold where Argo CD's API would refuse the project", () => {
    const roles = '  roles: [{name: "-"}]\n  clusterResourceWhitelist';
    expect(foundBy(projects, ['why'], [project, '  clusterResourceWhitelist', roles])).to.equal([
      'argocd/project-refused - is no name of a role',
      'argocd/project-roles ',
    ]);
  });

  for (const [what, edit, found] of [
    [
      'Applications of another namespace',
      [project, '  clusterResourceWhitelist', '  sourceNamespaces: [payments]\n  clusterResourceWhitelist'],
      'argocd/project-field sourceNamespaces ["payments"]',
    ],
    [
      'kinds by a pattern',
      [project, '{group: apps, kind: StatefulSet}', '{group: apps, kind: Stateful*}'],
      'argocd/project-field namespaceResourceWhitelist apps/Stateful*',
    ],
    [
      'the platform from another repository',
      [
        'clusters/base/platform/projects.yaml',
        '    - https://github.com/tinjis/tinjis-delivery',
        '    - https://example.org/x',
      ],
      'argocd/project-field sourceRepos ["https://example.org/x"]',
    ],
  ] as readonly (readonly [string, Edit, string])[]) {
    it(`finds ${what}`, () => {
      expect(foundBy(projects, ['field', 'found'], edit)).to.equal([found]);
    });
  }

  it('finds that one is missing, where it would be generated', () => {
    const gone = breachesOf(projects, ['clusters/base/teams/payments/kustomization.yaml', '  - project.yaml\n', '']);
    expect(gone.map(({ code, at }) => `${code} ${at.file}`)).to.equal([`argocd/project-missing ${project}`]);
  });
});
