import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { rulesOf } from '../../src/answer/rules.ts';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { ClusterModel } from '../../src/model/model.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const namespace = (name: string, labels?: Record<string, string>) =>
  imagined(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(labels && { labels }) } },
    { file: 'x.yaml', line: 1 },
  );
const governance = new Objects([namespace('a'), namespace('b', { x: 'y' })]);
const cluster = { governance, argocd: governance, declared: { argocd: { by: 'own' } } } as ClusterModel;

describe('rulesOf()', () => {
  it('gives every namespace its labels, which may be none', () => {
    expect(rulesOf(cluster).namespaces).to.equal([
      { name: 'a', labels: { 'kubernetes.io/metadata.name': 'a' } },
      { name: 'b', labels: { x: 'y', 'kubernetes.io/metadata.name': 'b' } },
    ]);
  });

  it('takes settings that are not there for what Argo CD does without them', () => {
    expect(rulesOf(cluster).impersonation).to.equal({ enabled: false, enforced: true });
    expect(rulesOf(cluster).argocdPolicy.at.file).to.equal('ConfigMap argocd-rbac-cm');
  });

  it('is made once a cluster, since evaluators remember by it', () => {
    expect(rulesOf(cluster)).to.shallow.equal(rulesOf({ ...cluster }));
  });
});
