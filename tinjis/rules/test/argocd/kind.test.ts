import fc from 'fast-check';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { AppProjectSpec } from '../../src/argocd/app-project.ts';
import { permitsKind } from '../../src/argocd/kind.ts';
import { kindLists, anyKind } from '../../testing/random/projects.ts';
import { project, told } from '../../testing/app-project.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const policy = { group: 'networking.k8s.io', kind: 'NetworkPolicy' };
const namespaced = (spec: AppProjectSpec, wanted = policy): string[] =>
  told(permitsKind(project(spec), wanted, 'namespaced'));
const ofCluster = (spec: AppProjectSpec, name?: string): string[] =>
  told(
    permitsKind(project(spec), { group: '', kind: 'Namespace', ...(name === undefined ? {} : { name }) }, 'cluster'),
  );

describe('permitsKind', () => {
  it('permits every namespaced kind where there is no list', () => {
    const permitted = ['allow', 'argocd/kind-permitted-without-list default searched payments spec'];
    expect(namespaced({})).to.equal(permitted);
    expect(namespaced({ namespaceResourceWhitelist: null })).to.equal(permitted);
  });

  it('permits none where the list is empty, by a reason of its own', () => {
    expect(namespaced({ namespaceResourceWhitelist: [] })).to.equal([
      'deny',
      'argocd/kind-list-empty nothing-grants searched payments spec/namespaceResourceWhitelist',
    ]);
  });

  it('permits what an entry matches by group and kind', () => {
    for (const entry of [policy, { group: '*', kind: '*' }, { group: '*.k8s.io', kind: 'Network*' }]) {
      expect(namespaced({ namespaceResourceWhitelist: [{ group: '', kind: 'Secret' }, entry] })).to.equal([
        'allow',
        'argocd/kind-permitted granted payments spec/namespaceResourceWhitelist/1',
      ]);
    }
  });

  it('denies what no entry matches, and shows an entry of another group', () => {
    const missed = 'argocd/kind-not-listed nothing-grants searched payments spec/namespaceResourceWhitelist';
    expect(namespaced({ namespaceResourceWhitelist: [{ group: '', kind: 'Secret' }] })).to.equal(['deny', missed]);
    expect(namespaced({ namespaceResourceWhitelist: [{ group: '', kind: 'NetworkPolicy' }] })).to.equal([
      'deny',
      missed,
      'argocd/kind-other-group nothing-grants payments spec/namespaceResourceWhitelist/0',
    ]);
  });

  it('lets a denial win', () => {
    expect(namespaced({ namespaceResourceWhitelist: [policy], namespaceResourceBlacklist: [policy] })).to.equal([
      'deny',
      'argocd/kind-denied forbidden payments spec/namespaceResourceBlacklist/0',
    ]);
  });

  it('permits what a denial with an empty group was meant to deny, and says so', () => {
    const misfire = 'argocd/kind-denial-other-group default payments spec/namespaceResourceBlacklist/0';
    const namespaceResourceBlacklist = [{ group: '', kind: 'NetworkPolicy' }];
    expect(namespaced({ namespaceResourceBlacklist })).to.equal([
      'allow',
      'argocd/kind-permitted-without-list default searched payments spec',
      misfire,
    ]);
    expect(namespaced({ namespaceResourceWhitelist: [policy], namespaceResourceBlacklist })).to.include(misfire);
  });

  it('permits no kind of the cluster without an entry', () => {
    const missed = ['deny', 'argocd/kind-not-listed nothing-grants searched payments spec/clusterResourceWhitelist'];
    expect(ofCluster({})).to.equal(missed);
    expect(ofCluster({ clusterResourceWhitelist: [] })).to.equal(missed);
    expect(ofCluster({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }] })[0]).to.equal('allow');
  });

  it('heeds names for kinds of the cluster only', () => {
    const clusterResourceWhitelist = [{ group: '', kind: 'Namespace', name: 'pay*' }];
    expect(ofCluster({ clusterResourceWhitelist }, 'payments')[0]).to.equal('allow');
    expect(ofCluster({ clusterResourceWhitelist }, 'billing')).to.include(
      'argocd/kind-other-name nothing-grants payments spec/clusterResourceWhitelist/0',
    );
    expect(ofCluster({ clusterResourceWhitelist })[0]).to.equal('deny');
    expect(
      ofCluster({ clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: '' }] }, 'billing')[0],
    ).to.equal('allow');
  });

  it('does not know what a malformed project permits', () => {
    expect(namespaced({ namespaceResourceWhitelist: ['NetworkPolicy'] as never })[0]).to.equal('unknown');
  });

  it('takes no permission away when a list of permissions that is there grows', () => {
    fc.assert(
      fc.property(kindLists, kindLists, anyKind, (spec, more, { scope, ...wanted }) => {
        const field = scope === 'cluster' ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
        const list = spec[field];
        const grown = list ? { ...spec, [field]: [...list, ...(more[field] ?? [])] } : spec;
        return (
          permitsKind(project(spec), wanted, scope).verdict !== 'allow' ||
          permitsKind(project(grown), wanted, scope).verdict === 'allow'
        );
      }),
    );
  });

  it('gives nothing more when a list of denials grows', () => {
    fc.assert(
      fc.property(kindLists, kindLists, anyKind, (spec, more, { scope, ...wanted }) => {
        const field = scope === 'cluster' ? 'clusterResourceBlacklist' : 'namespaceResourceBlacklist';
        const grown = { ...spec, [field]: [...(spec[field] ?? []), ...(more[field] ?? [])] };
        return (
          permitsKind(project(spec), wanted, scope).verdict === 'allow' ||
          permitsKind(project(grown), wanted, scope).verdict === 'deny'
        );
      }),
    );
  });
});
