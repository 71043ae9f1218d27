import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { gather, type Gathered } from '../../src/kustomization/gather.ts';
import { withImages } from '../../src/kustomization/images.ts';
import { resolvePath } from '../../src/tree/path.ts';
import { Reader } from '../../src/reader.ts';
import { memoryTree } from '../../src/tree/memory.ts';
import type { FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';

export const lab = Lab.script();
const { describe, it } = lab;

const gathered = (files: Record<string, string>): Gathered => gather(memoryTree(files), new Reader(), 'a');
const objects = ({ resources }: Gathered): readonly KubernetesObject[] => resources.map(({ object }) => object);
const line = ({ resources }: Gathered, path: FieldPath, index = 0): string => {
  const at = resources[index]?.at(path);
  return `${at?.file}:${at?.line}`;
};

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  one: "1"\n  two: "2"\n';
const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\nrules: []\n';

describe('gather()', () => {
  it('lays a merge patch over maps, removes by null, and locates what the patch wrote in the patch', () => {
    const result = gathered({
      'a/kustomization.yaml': 'resources: [map.yaml]\npatches: [{path: patch.yaml}]\n',
      'a/map.yaml': configMap,
      'a/patch.yaml':
        'kind: ConfigMap\nmetadata: {name: settings}\ndata:\n  one: null\n  three: "3"\nnew: {field: {deep: 1}}\n',
    });
    expect(objects(result)[0]).to.include({ data: { two: '2', three: '3' }, new: { field: { deep: 1 } } });
    expect(line(result, ['data', 'three'])).to.equal('a/patch.yaml:5');
    expect(line(result, ['data', 'two'])).to.equal('a/map.yaml:6');
    expect(line(result, [])).to.equal('a/map.yaml:1');
    expect(line(result, ['data', 'three', 'x'])).to.equal('a/map.yaml:4');
    expect(line(result, ['data', 'one', 'x'])).to.equal('a/map.yaml:5');
  });

  it('follows a JSON patch in maps and lists, and locates what it changed at the operation', () => {
    const patch = [
      '- {op: add, path: /list, value: [a, b]}',
      '- {op: add, path: /list/-, value: c}',
      '- {op: add, path: /list/1, value: {x: 1}}',
      '- {op: replace, path: /list/1/x, value: 2}',
      '- {op: remove, path: /list/0}',
      '- {op: replace, path: /list/2, value: z}',
      '- {op: remove, path: /data/one}',
      '- {op: add, path: /deep/er, value: 1}',
      '- {op: add, path: /data/a~1b, value: s}',
    ].join('\n');
    const result = gathered({
      'a/kustomization.yaml': 'resources: [map.yaml]\npatches: [{path: patch.yaml, target: {kind: ConfigMap}}]\n',
      'a/map.yaml': configMap,
      'a/patch.yaml': patch,
    });
    expect(objects(result)[0]).to.include({
      list: [{ x: 2 }, 'b', 'z'],
      data: { two: '2', 'a/b': 's' },
      deep: { er: 1 },
    });
    expect(line(result, ['list', 0])).to.equal('a/patch.yaml:5');
    expect(line(result, ['metadata', 'name'])).to.equal('a/map.yaml:3');
  });

  it('heeds the target of a patch: group, version, kind, name and namespace, each a whole pattern', () => {
    const targeted = (target: string): number =>
      objects(
        gathered({
          'a/kustomization.yaml': `resources: [map.yaml, role.yaml]\npatches:\n  - target: ${target}\n    patch: '{$patch: delete, kind: any, metadata: {name: any}}'\n`,
          'a/map.yaml': configMap,
          'a/role.yaml': role,
        }),
      ).length;
    expect(targeted('{kind: ConfigMap}')).to.equal(1);
    expect(targeted('{name: sett.*}')).to.equal(1);
    expect(targeted('{name: sett}')).to.equal(2);
    expect(targeted('{namespace: other}')).to.equal(2);
    expect(targeted('{name: ""}')).to.equal(0);
    expect(targeted('{}')).to.equal(0);
    expect(targeted('{group: rbac.*}')).to.equal(1);
    expect(targeted('{version: v1}')).to.equal(0);
    expect(targeted('{version: v2}')).to.equal(2);
  });

  it('moves what has a namespace, and generates the ConfigMaps it is told to', () => {
    const result = gathered({
      'a/kustomization.yaml':
        'namespace: ns\nresources: [role.yaml]\nconfigMapGenerator:\n  - name: g\n  - {name: h, namespace: m}\n',
      'a/role.yaml': role,
    });
    expect(objects(result).map(({ metadata }) => metadata.namespace)).to.equal([undefined, 'ns', 'ns']);
    expect(line(result, ['metadata', 'namespace'], 1)).to.equal('a/kustomization.yaml:1');
    expect(line(result, ['metadata', 'name'], 1)).to.equal('a/kustomization.yaml:4');
    expect(result.resources[1]?.at().line).to.equal(4);
  });

  it('takes nothing from a folder whose kustomization is no mapping, or is not there', () => {
    expect(gathered({ 'a/kustomization.yaml': '' }).resources).to.be.empty();
    expect(gathered({ 'a/kustomization.yaml': '3' }).resources).to.be.empty();
    expect(gathered({ 'a/kustomization.yml': 'null' }).resources).to.be.empty();
    expect(gathered({}).resources).to.be.empty();
  });

  it('knows what is no object, and where a path leads', () => {
    const { strangers, resources } = new Reader().manifests(
      memoryTree({
        'a.yaml':
          '---\n---\n1\n---\n[]\n---\n{kind: x}\n---\n{apiVersion: 3, kind: X}\n---\n{apiVersion: v1, kind: 3}\n---\n{apiVersion: v1, kind: X, metadata: null}\n---\n{apiVersion: v1, kind: OddList, items: 3, metadata: []}\n---\n{apiVersion: v1, kind: X}\n---\n{apiVersion: v1, kind: X, metadata: {}}\n---\n{apiVersion: v1, kind: AnyList, items: [1]}\n',
      }),
      'a.yaml',
    );
    expect(strangers.length).to.equal(9);
    expect(resources).to.be.empty();
    expect(resolvePath('', './a//b/../c')).to.equal('a/c');
    expect(resolvePath('a', '../..')).to.be.undefined();
  });
});

describe('withImages()', () => {
  const at = (): { file: string; line: number } => ({ file: 'base.yaml', line: 1 });
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      template: { spec: { containers: [{ image: 'host:5000/x:1' }, {}, { image: 'y' }], initContainers: 'odd' } },
    },
  };
  const images = (...entries: Parameters<typeof withImages>[1]): unknown[] => {
    const { object, at: place } = withImages({ object: deployment, at }, entries, (index) => ({
      file: 'overlay.yaml',
      line: index + 1,
    }));
    return [
      ...(object as unknown as typeof deployment).spec.template.spec.containers.map(({ image }) => image),
      place(['spec', 'template', 'spec', 'containers', 0, 'image']).file,
      place().file,
    ];
  };

  it('replaces name, tag and digest as kustomize does, and locates them at the entry', () => {
    expect(images({ name: 'host:5000/x', newTag: '2' })).to.equal([
      'host:5000/x:2',
      undefined,
      'y',
      'overlay.yaml',
      'base.yaml',
    ]);
    expect(images({ name: 'host:5000/x', newName: 'z' })[0]).to.equal('z:1');
    expect(images({ name: 'host:5000/x', digest: 'sha256:a' })[0]).to.equal('host:5000/x@sha256:a');
    expect(images({ name: 'host:5000/x', newName: 'z', newTag: '3', digest: 'sha256:a' })[0]).to.equal('z:3@sha256:a');
    expect(images({ name: '' })[1]).to.equal('');
  });

  it('leaves alone what starts no pods, and what no entry names', () => {
    expect(images()).to.equal(['host:5000/x:1', undefined, 'y', 'base.yaml', 'base.yaml']);
    const service = { object: { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } }, at };
    expect(withImages(service, [{ name: 'x' }], () => undefined)).to.shallow.equal(service);
    const bare = withImages(
      { object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, at },
      [{ name: 'x' }],
      () => undefined,
    );
    expect(bare.object.kind).to.equal('Pod');
  });
});

describe('gather() of what it cannot follow', () => {
  const codes = ({ findings }: Gathered): readonly string[] =>
    findings.map(({ code, at }) => `${code} ${at.file}:${at.line}`);

  it('names a field of another form, and one that it does not follow', () => {
    expect(codes(gathered({ 'a/kustomization.yaml': 'resources: 5\n' }))).to.equal([
      'kustomize/malformed a/kustomization.yaml:1',
    ]);
    expect(codes(gathered({ 'a/kustomization.yaml': 'resources: []\nnamePrefix: x-\n' }))).to.equal([
      'kustomize/not-followed a/kustomization.yaml:2',
    ]);
  });

  it('names a reference that leads outside, nowhere, or back to where it came from', () => {
    const files = {
      'a/kustomization.yaml': 'resources:\n  - https://example.org/x\n  - ../../x\n  - nobody.yaml\n  - b\n',
      'a/b/kustomization.yaml': 'resources: [../../a]\n',
    };
    expect(codes(gathered(files))).to.equal([
      'kustomize/outside a/kustomization.yaml:2',
      'kustomize/outside a/kustomization.yaml:3',
      'kustomize/missing a/kustomization.yaml:4',
      'kustomize/circular a/b/kustomization.yaml:1',
    ]);
  });

  it('names what is no sound YAML, and takes the items of a list, each at its line', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n  - 5\n';
    const result = gathered({
      'a/kustomization.yaml': 'resources: [list.yaml, broken.yaml]\n',
      'a/list.yaml': list,
      'a/broken.yaml': 'a: 1\na: 2\n',
    });
    expect(objects(result).map(({ metadata }) => metadata.name)).to.equal(['one']);
    expect(line(result, [])).to.equal('a/list.yaml:4');
    expect(result.findings.map(({ at }) => at.file)).to.equal(['a/broken.yaml']);
  });
});
