import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { ClusterModel } from '../../src/model/model.ts';
import { besideOthers, whereGenerated } from '../../src/verify/missing.ts';
import { contextOf, repository } from './proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const { tree, model } = repository;
const [cluster] = model.clusters as [ClusterModel];
const context = contextOf(tree, model);

describe('what is missing', () => {
  it('is looked for in the file that the generator writes it to', () => {
    expect(whereGenerated(context, cluster, 'AppProject', 'payments').file).to.equal(
      'clusters/base/teams/payments/project.yaml',
    );
    expect(whereGenerated(context, cluster, 'ResourceQuota', 'share', 'billing').file).to.equal(
      'clusters/base/teams/billing/namespace.yaml',
    );
  });

  it('is looked for at the whole cluster where nothing generates it', () => {
    expect(whereGenerated(context, cluster, 'AppProject', 'pay').file).to.equal('clusters/staging/kustomization.yaml');
  });

  it('is looked for beside what people write for its namespace, or at the whole cluster', () => {
    expect(besideOthers(cluster, 'argocd').file).to.equal('clusters/base/argocd/kustomization.yaml');
    expect(besideOthers(cluster, 'kube-system').file).to.equal('clusters/base/sealed-secrets/kustomization.yaml');
    expect(besideOthers(cluster, 'nowhere').file).to.equal('clusters/staging/kustomization.yaml');
  });
});
