import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsOf, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = generate(teamsWith(), blocks);
const applications = (folder: string) => objectsOf(files, folder).filter(({ kind }) => kind === 'Application');

describe('applications', () => {
  it("deploys a service from its overlay of this cluster, in its team's project and namespace", () => {
    const [{ metadata, spec }] = applications('clusters/staging/teams/billing');
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
    const [{ metadata, spec }] = applications('clusters/local');
    expect(spec.project).to.equal('platform');
    expect(spec.source.path).to.equal('clusters/local');
    expect(metadata).not.to.include('finalizers');
  });

  it("brings each team's governance by an Application of the platform's own", () => {
    const [, payments, billing] = applications('clusters/production');
    expect([payments.metadata.name, payments.spec.project, payments.spec.source.path]).to.equal([
      'team-payments',
      'platform',
      'clusters/production/teams/payments',
    ]);
    expect(billing.spec.destination).to.equal({ server: 'https://kubernetes.default.svc', namespace: 'argocd' });
    expect(billing.metadata).not.to.include('finalizers');
  });

  it('heals, refuses shared objects, and lets a fixing commit cut retries short', () => {
    const all = ['', '/teams/payments', '/teams/billing'].flatMap((team) => applications(`clusters/local${team}`));
    expect(all.map(({ metadata }) => metadata.name)).to.only.include([
      ...['platform', 'team-payments', 'team-billing'],
      ...['payment', 'antaeus'],
    ]);
    for (const { spec } of all) {
      expect(spec.syncPolicy.automated).to.equal({ prune: true, selfHeal: true });
      expect(spec.syncPolicy.syncOptions).to.equal(['ServerSideApply=true', 'FailOnSharedResource=true']);
      expect(spec.syncPolicy.retry.refresh).to.be.true();
    }
  });
});
