import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type Application, settingsOf, sourcesOf } from '../../src/argocd/objects.ts';
import { imagined, Objects } from '../../src/objects/objects.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const application = (spec: Application['spec']): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'payment', namespace: 'argocd' },
  spec,
});

describe('the sources of an Application', () => {
  it('are those of `sources` where it has some, as Argo CD takes them, and else the one of `source`', () => {
    const source = { repoURL: 'a' };
    expect(sourcesOf(application({ source }))).to.equal([source]);
    expect(sourcesOf(application({ source, sources: [] }))).to.equal([source]);
    expect(sourcesOf(application({ source, sources: [{ repoURL: 'b' }, { repoURL: 'c' }] }))).to.equal([
      { repoURL: 'b' },
      { repoURL: 'c' },
    ]);
    expect(sourcesOf(application({}))).to.equal([]);
  });

  it('are the sync source of a hydrator, which may leave out its repository', () => {
    const source = { repoURL: 'ignored', path: 'ignored' };
    const drySource = { repoURL: 'dry', path: 'dry', targetRevision: 'main' };
    const hydrated = (sourceHydrator: NonNullable<Application['spec']['sourceHydrator']>) =>
      sourcesOf(application({ source, sources: [source], sourceHydrator }));
    expect(hydrated({ drySource, syncSource: { path: 'out', targetBranch: 'live' } })).to.equal([
      { repoURL: 'dry', path: 'out', targetRevision: 'live' },
    ]);
    expect(hydrated({ drySource, syncSource: { repoURL: 'sync' } })).to.equal([{ repoURL: 'sync' }]);
    expect(hydrated({})).to.equal([{}]);
    expect(sourcesOf(application({ source, sourceHydrator: null }))).to.equal([source]);
  });
});

describe('the settings of Argo CD', () => {
  it('are read from its own namespace alone', () => {
    const settings = (namespace: string) =>
      imagined(
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace } },
        { file: namespace, line: 1 },
      );
    const own = settings('argocd');
    expect(settingsOf(new Objects([settings('payments'), own]), 'argocd-cm')).to.shallow.equal(own);
    expect(settingsOf(new Objects([settings('payments')]), 'argocd-cm')).to.be.undefined();
  });
});
