import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { gather, type Gathered } from '../../src/kustomization/gather.ts';
import { Reader } from '../../src/reader.ts';
import { memoryTree } from '../../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const service =
  'apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: own}\nspec:\n  type: ClusterIP\n  ports: [{port: 1}]\n';
const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: [{verbs: [get]}]\n';

/** The service and the role with patches, each given as an entry of the list. */
const patched = (...entries: string[]): Gathered =>
  gather(
    memoryTree({
      'a/kustomization.yaml': `resources: [service.yaml, role.yaml]\npatches:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
      'a/service.yaml': service,
      'a/role.yaml': role,
      'a/ports.yaml': 'kind: Service\nmetadata: {name: s}\nspec:\n  ports: [{port: 2}]\n',
      'a/broken.txt': 'kind: [\n',
    }),
    new Reader(),
    'a',
  );

interface Fields {
  readonly spec?: unknown;
  readonly rules?: unknown;
}

const found = ({ findings }: Gathered): unknown =>
  findings.map(({ code, args: { problem }, at }) => [code, problem, `${at.file}:${at.line}`]);
const fields = ({ resources }: Gathered): unknown =>
  resources.map(({ object }) => (object as Fields).spec ?? (object as Fields).rules);
const asItWas = [{ type: 'ClusterIP', ports: [{ port: 1 }] }, [{ verbs: ['get'] }]];

describe('applyPatches()', () => {
  it('merges the maps of any kind, and the lists of kinds that have none merged by item', () => {
    const result = patched(
      'patch: "{kind: Service, metadata: {name: s}, spec: {type: NodePort}}"',
      'patch: "{kind: Role, metadata: {name: r}, rules: [{verbs: [list]}]}"',
    );
    expect(result.findings).to.equal([]);
    expect(fields(result)).to.equal([{ type: 'NodePort', ports: [{ port: 1 }] }, [{ verbs: ['list'] }]]);
  });

  it('says so where a merge depends on the kind, at the field', () => {
    const result = patched('path: ports.yaml');
    expect(found(result)).to.equal([
      ['kustomize/patch', 'a merge of spec.ports into Service s depends on the kind', 'a/ports.yaml:4'],
    ]);
    expect(fields(result)).to.equal(asItWas);
  });

  it('says so of a directive, however deep', () => {
    for (const [path, body] of [
      ['$patch', '{$patch: replace, kind: Role, metadata: {name: r}}'],
      ['rules.0.$patch', '{kind: Role, metadata: {name: r}, rules: [{$patch: delete}]}'],
    ]) {
      expect(found(patched(`patch: "${body}"`))).to.equal([
        ['kustomize/patch', `a merge of ${path} into Role r depends on the kind`, 'a/kustomization.yaml:3'],
      ]);
    }
    expect(patched('patch: "{$patch: delete, kind: Role, metadata: {name: r}}"').resources.length).to.equal(1);
  });

  it('leaves alone what a patch without target does not name: by kind, name, namespace or group', () => {
    for (const named of [
      'kind: Role, metadata: {name: s}',
      'kind: Service',
      'kind: Service, metadata: {name: s, namespace: other}',
      'apiVersion: x.org/v1, kind: Service, metadata: {name: s}',
    ]) {
      const result = patched(`patch: "{${named}, spec: {type: NodePort}}"`);
      expect(result.findings).to.equal([]);
      expect(fields(result), named).to.equal(asItWas);
    }
    expect(
      fields(patched('patch: "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: own}, spec: {type: X}}"')),
    ).to.equal([{ type: 'X', ports: [{ port: 1 }] }, [{ verbs: ['get'] }]]);
  });

  it('says so of a target that it cannot follow, and leaves the patch undone', () => {
    const result = patched(
      '{target: {name: "s["}, patch: "{$patch: delete}"}',
      '{target: {labelSelector: a=b}, patch: "{$patch: delete}"}',
    );
    expect(found(result)).to.equal([
      ['kustomize/target', 'is no regular expression: s[', 'a/kustomization.yaml:3'],
      ['kustomize/target', 'is not followed here', 'a/kustomization.yaml:4'],
    ]);
    expect(result.resources.length).to.equal(2);
  });

  it('says so of what is neither an object nor operations it knows', () => {
    const problem = 'it is neither an object nor operations add, replace and remove with a target';
    for (const entry of [
      'patch: "3"',
      'patch: "null"',
      'patch: "[{op: add, path: /spec, value: 1}]"',
      '{target: {kind: Service}, patch: "[{op: move, from: /spec, path: /x}]"}',
      '{target: {kind: Service}, patch: "[{op: add, value: 1}]"}',
      '{target: {kind: Service}, patch: "[{op: add, path: spec, value: 1}]"}',
      '{target: {kind: Service}, patch: "[add]"}',
      '{target: {kind: Service}, patch: "3"}',
    ]) {
      expect(found(patched(entry)), entry).to.equal([['kustomize/patch', problem, 'a/kustomization.yaml:3']]);
      expect(fields(patched(entry))).to.equal(asItWas);
    }
    expect(fields(patched('{target: {namespace: own}, patch: "[{op: add, path: /spec, value: 1}]"}'))).to.equal([
      1,
      [{ verbs: ['get'] }],
    ]);
  });

  it('says so of a patch that is no YAML or is not there, and of none at all does nothing', () => {
    expect(
      patched('patch: "{"', 'path: broken.txt').findings.map(({ code, at }) => `${code} ${at.file}:${at.line}`),
    ).to.equal(['yaml/syntax a/kustomization.yaml:3', 'yaml/syntax a/broken.txt:2']);
    expect(patched('path: ../../x', 'path: x').findings.map(({ code }) => code)).to.equal([
      'kustomize/outside',
      'kustomize/missing',
    ]);
    expect(patched('{}').findings).to.equal([]);
  });
});

describe('gather()', () => {
  it('takes nothing from a kustomization that kustomize would refuse, and says which field', () => {
    for (const [text, field, problem] of [
      ['resources: service.yaml', 'resources', 'must be a list'],
      ['patches: [{target: {name: 3}}]', 'patches.0.target.name', 'must be text'],
      ['images: [{}]', 'images.0.name', 'is missing'],
    ]) {
      const { resources, findings } = gather(
        memoryTree({ 'a/kustomization.yaml': `${text}\n`, 'a/service.yaml': service }),
        new Reader(),
        'a',
      );
      expect(resources).to.be.empty();
      expect(findings.map(({ code, args, at }) => ({ code, args, line: at.line }))).to.equal([
        { code: 'kustomize/malformed', args: { field, problem }, line: 1 },
      ]);
    }
  });

  it('says so of a listed file that is no YAML, whatever it is called', () => {
    const { findings } = gather(
      memoryTree({ 'a/kustomization.yaml': 'resources: [x.json]\n', 'a/x.json': '{\n' }),
      new Reader(),
      'a',
    );
    expect(findings.map(({ code }) => code)).to.equal(['yaml/syntax']);
  });
});

describe('a patch of a shared rule', () => {
  const patch = 'patches:\n  - patch: "{kind: Role, metadata: {name: r}, rules: [{verbs: [list]}]}"\n';
  const tree = (cluster: string, shared: string): Gathered =>
    gather(
      memoryTree({
        'clusters/one/kustomization.yaml': `resources: [../../policies/rbac, own.yaml]\n${cluster}`,
        'clusters/one/own.yaml': role.replace('name: r', 'name: own'),
        'policies/rbac/kustomization.yaml': `resources: [role.yaml]\n${shared}`,
        'policies/rbac/role.yaml': role,
      }),
      new Reader(),
      'clusters/one',
    );

  it('is refused in the folder of one cluster', () => {
    expect(
      tree(patch, '').findings.map(({ code, args, at }) => [code, args['name'], `${at.file}:${at.line}`]),
    ).to.equal([['kustomize/shared-rule-patched', 'r', 'clusters/one/kustomization.yaml:3']]);
  });

  it('is none where it is written with the rule, or is about something else', () => {
    expect(tree('', patch).findings).to.equal([]);
    expect(tree(patch.replace('name: r', 'name: own'), '').findings).to.equal([]);
  });
});
