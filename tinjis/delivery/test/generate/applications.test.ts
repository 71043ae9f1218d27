import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsIn, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = generate(teamsWith(), blocks);

describe('applications', () => {
  it("deploys a service from its overlay of this cluster, in its team's project and namespace", () => {
    const [{ metadata, spec }] = objectsIn(files, 'clusters/staging/applications/antaeus.yaml');
    expect(spec).to.include({
      project: 'billing',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'billing' },
    });
    expect(spec.source).to.equal({
      repoURL: 'https://github.com/tinjis/tinjis-delivery',
      path: 'apps/billing/antaeus/overlays/staging',
      targetRevision: 'refs/heads/main',
    });
    expect(metadata.finalizers).to.equal(['resources-finalizer.argocd.argoproj.io']);
  });

  it('has one root for all the rest, which can be deleted without tearing the cluster down', () => {
    const [{ metadata, spec }] = objectsIn(files, 'clusters/local/applications/platform.yaml');
    expect(spec.project).to.equal('platform');
    expect(spec.source.path).to.equal('clusters/local');
    expect(metadata).not.to.include('finalizers');
  });

  it('heals, refuses shared objects, and lets a fixing commit cut retries short', () => {
    for (const { path } of files.filter(
      (file) => file.path.includes('/applications/') && !file.path.endsWith('kustomization.yaml'),
    )) {
      const [{ spec }] = objectsIn(files, path);
      expect(spec.syncPolicy.automated).to.equal({ prune: true, selfHeal: true });
      expect(spec.syncPolicy.syncOptions).to.equal(['ServerSideApply=true', 'FailOnSharedResource=true']);
      expect(spec.syncPolicy.retry.refresh).to.be.true();
    }
  });
});
