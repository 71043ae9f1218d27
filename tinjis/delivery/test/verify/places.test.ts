import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import type { ClusterModel } from '../../src/model/model.ts';
import { besideOthers, whereGenerated, whereTakenIn } from '../../src/verify/places.ts';
import { contextOf, repository } from './proving.ts';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Finding } from '@tinjis/rules/ruling';

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

// With kustomizations that take in nothing: an empty one, one without references, and a link, which nobody follows.
const shipping = changedTree(tree, {
  'a/kustomization.yaml': '',
  'b/kustomization.yaml': 'namespace: b\n',
  'c/kustomization.yaml': { kind: 'symlink' },
});
const sent = (finding: Finding): Finding => whereTakenIn(finding, shipping, new Reader());
const found = (file: string): Finding => ({ code: 'promise/open', args: {}, at: { file, line: 7 } });
const because = {
  code: 'rbac/granted',
  basis: 'granted',
  args: {},
  at: { file: 'clusters/vendor/argo-cd/install.yaml', line: 9 },
} as const;

describe('a breach in what upstream ships', () => {
  it("is sent to the entry that takes it in, with upstream's line as its reason", () => {
    const { at, because: rule } = sent(found('clusters/vendor/argo-cd/install.yaml'));
    expect(at.file).to.equal('clusters/base/argocd/kustomization.yaml');
    expect(shipping.text(at.file).split('\n')[at.line - 1]).to.equal('  - ../../vendor/argo-cd');
    expect(rule).to.equal({
      code: 'kustomize/upstream-file',
      basis: 'default',
      args: {},
      at: { file: 'clusters/vendor/argo-cd/install.yaml', line: 7 },
    });
  });

  it('keeps the rule that decided', () => {
    expect(sent({ ...found('clusters/vendor/argo-cd/install.yaml'), because }).because).to.equal(because);
  });

  it('stays where nothing takes it in, as does every other', () => {
    for (const file of ['clusters/vendor/unused/install.yaml', 'policies/rbac/team-reader.yaml']) {
      expect(sent(found(file))).to.equal(found(file));
    }
  });
});
