import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import type { Repository } from '../../src/load/repository.ts';
import { read } from '../../src/api.ts';
import { liveKinds, proveLive } from '../../src/verify/live.ts';
import { withoutArgocd } from '../../testing/hub.ts';
import { reader, repository, type Writable } from './proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const existing = read(withoutArgocd({ staging: 'argocd: existing' }), reader) as Repository;
const [base] = repository.model.clusters;
/** What a cluster with the platform's own Argo CD has. */
const ours = (base?.governance.all ?? [])
  .map(({ object }) => object)
  .filter(
    ({ kind, metadata }) =>
      (kind === 'Secret' && metadata.namespace === 'argocd') ||
      liveKinds.some((each) => each.kind === kind && (!('namespace' in each) || each.namespace === metadata.namespace)),
  );

/** What is wrong with that cluster where one object is another, or is not there. */
function found(of: Repository, name = '', change?: (object: Writable) => void): readonly string[] {
  const live = ours.flatMap((object): readonly KubernetesObject[] => {
    if (object.metadata.name !== name) return [object];
    if (!change) return [];
    const copy = structuredClone(object) as Writable;
    change(copy);
    return [copy as KubernetesObject];
  });
  const breaches = proveLive(of, reader, 'staging', live).flatMap((proof) => proof.breaches);
  return [...new Set(breaches.map(({ code, at }) => `${code} ${at.file.replace(/^clusters\/.*/, '')}`.trim()))];
}

describe('an Argo CD as a cluster runs it', () => {
  it('is judged by the rules that judge ours, which passes', () => {
    for (const of of [repository, existing]) {
      const proofs = proveLive(of, reader, 'staging', ours);
      expect(proofs.map(({ name }) => name)).to.include(['impersonation', 'argocd-settings', 'components']);
      expect(proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
      expect(proofs.filter(({ cases, elsewhere }) => cases === 0 || elsewhere.length > 0)).to.equal([]);
    }
  });

  it('is found out by each setting, where kubectl finds it', () => {
    for (const of of [repository, existing]) {
      expect(found(of, 'argocd-cm', ({ data }) => (data['exec.enabled'] = 'true'))).to.equal([
        'argocd/setting ConfigMap argocd/argocd-cm',
      ]);
      expect(
        found(of, 'argocd-cm', ({ data }) => (data['application.sync.impersonation.enabled'] = 'True')),
      ).to.include('argocd/impersonation-off ConfigMap argocd/argocd-cm');
      expect(found(of, 'argocd-rbac-cm', ({ data }) => (data['policy.default'] = 'role:admin'))).to.include(
        'argocd/setting ConfigMap argocd/argocd-rbac-cm',
      );
      expect(found(of, 'argocd-application-controller', (each) => each.rules?.push(all))).to.include(
        'promise/open ClusterRole argocd-application-controller',
      );
    }
  });

  it('has nothing from the repository in place of what it lacks', () => {
    for (const of of [repository, existing]) {
      expect(found(of, 'argocd-rbac-cm')).to.include('promise/closed ConfigMap argocd-rbac-cm');
      expect(found(of, 'argocd-secret')).to.include('argocd/webhook-open');
      expect(found(of, 'argocd-cm')).to.include('argocd/impersonation-off');
    }
  });

  it('takes the rights of the teams under a key of its own', () => {
    const moved = found(existing, 'argocd-rbac-cm', ({ data }) => {
      data['policy.tinjis.csv'] = data['policy.csv'];
      delete data['policy.csv'];
    });
    expect(moved).to.equal([]);
  });
});

const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
