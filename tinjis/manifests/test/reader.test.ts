import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Reader } from '../src/reader.ts';
import { memoryTree } from '../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const list = `# nothing
null
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}
  - {apiVersion: v1, kind: ConfigMap}
  - null
  - {apiVersion: 1, kind: ConfigMap}
  - {apiVersion: v1, kind: 1}
---
apiVersion: v1
kind: ConfigMap
metadata: {}
---
- a
---
kind: ConfigMap
---
apiVersion: v1
kind: List
items: 1
---
apiVersion: v1
kind: ConfigMap
metadata: 1
---
text
`;
const broken =
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\nspec:\n  a: on\n';
const tree = memoryTree({
  'a/list.yaml': list,
  'a/kustomization.yaml': 'resources: [map.yaml]\n',
  'a/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n',
  'c/kustomization.yaml': 'resources: [../a]\n',
  'b/kustomization.yaml': 'resources: [gone.yaml]\n',
  'crd.yaml': broken,
});

describe('Reader', () => {
  it('gives the objects of a file, those of a list too, and what is none', () => {
    const { resources, strangers } = new Reader().manifests(tree, 'a/list.yaml');
    expect(resources.map(({ object, at }) => `${object.metadata.name} ${at().line} ${at(['kind']).line}`)).to.equal([
      'a 7 7',
    ]);
    expect(strangers).to.have.length(6);
  });

  it('looks into the schemas of custom kinds for a proof alone', () => {
    expect(new Reader().manifests(tree, 'crd.yaml').problems).to.have.length(1);
    expect(new Reader('questions').manifests(tree, 'crd.yaml').problems).to.equal([]);
  });

  it('gives what kustomize renders of each folder, the same as long as nothing changes, or why it gives nothing', () => {
    const reader = new Reader();
    const requests = ['a', 'b'].map((folder) => ({ folder, cluster: 'one' }));
    const [a, b] = reader.rendered(tree, requests);
    expect(a?.resources.map(({ object }) => object.metadata)).to.equal([{ name: 'a', namespace: 'b' }]);
    expect([...(a?.files ?? [])].sort()).to.equal(['a/kustomization.yaml', 'a/map.yaml']);
    expect(b?.problem?.what).to.contain('gone.yaml');
    expect(reader.rendered(tree, requests)[0]).to.shallow.equal(a);
    const [c] = reader.rendered(tree, [{ folder: 'c', cluster: 'one' }]);
    expect(c?.resources[0]?.object).to.shallow.equal(a?.resources[0]?.object);
  });
});
