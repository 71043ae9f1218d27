import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { isKustomization, type Kustomization, readKustomization } from '../src/kustomization.ts';
import { kustomizationFields } from '../src/kustomization-fields.ts';
import { runProcess } from '../src/process.ts';
import { Reader } from '../src/reader.ts';
import { npmRenderer } from '../testing/renderers.ts';
import { memoryTree } from '../src/tree/memory.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const read = (text: string, name = 'kustomization.yaml'): Kustomization =>
  readKustomization(memoryTree({ [`a/${name}`]: text }), new Reader(), 'a') as Kustomization;
const faults = (text: string): readonly string[] =>
  read(text).faults.map(({ field, problem, at }) => `${field.join('.')} ${problem} :${at.line}`);

describe('readKustomization()', () => {
  it('finds a fault in an entry that is nothing, or a list', () => {
    expect(faults('images: [null, []]\n').length).to.equal(2);
  });

  it('finds the file under each of its names, in this very case', () => {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      expect(read('resources: [a.yaml]\n', name)).to.include({ file: `a/${name}`, folder: 'a', faults: [] });
    }
    expect(read('resources: []', 'kustomization')).to.be.undefined();
  });

  it('gives every path that the file names, with its place and whether it may be a folder', () => {
    const { references, at } = read(`resources:
  - ../base
patches:
  - path: p.yaml
  - patch: "{}"
configMapGenerator:
  - name: c
    files: [plain.json, key=keyed.json]
    envs: [e.env]
openapi: {path: schema.json}
components:
`);
    expect(references.map(({ field, path, mayBeFolder }) => [path, at(field).line, mayBeFolder])).to.equal([
      ['../base', 2, true],
      ['p.yaml', 4, false],
      ['plain.json', 8, false],
      ['keyed.json', 8, false],
      ['e.env', 9, false],
      ['schema.json', 10, false],
    ]);
  });

  it('says what is not as kustomize reads it, and where, and then gives no field of it', () => {
    expect(faults('resources:\n  - 1\n  - a\n')).to.equal(['resources.0 must be text :2']);
    expect(faults('resources: a\n')).to.equal(['resources must be a list :1']);
    expect(faults('namespace: ns\npatches: [a]\n')).to.equal(['patches.0 must be a mapping :2']);
    expect(faults('images:\n  - newTag: a\n')).to.equal(['images.0.name is missing :2']);
    expect(faults('Resources: [a]\n')).to.equal(['Resources is no field that kustomize has :1']);
    expect(faults('constructor: [a]\n')).to.equal(['constructor is no field that kustomize has :1']);
    expect(faults('')).to.equal([' is empty :1']);
    expect(faults('- a\n')).to.equal([' is no mapping :1']);
    expect(faults('namespace: ns\n---\nnamespace: m\n')).to.equal([' has a second document :3']);
    expect(read('namespace: ns\nresources: a\n')).to.include({ fields: {}, names: ['namespace', 'resources'] });
    expect(read('namespace: ns\nresources:\n')).to.include({ fields: { namespace: 'ns' }, faults: [] });
  });

  it('says that two files lie in one folder', () => {
    const tree = memoryTree({ 'a/kustomization.yml': 'resources: []', 'a/Kustomization': 'resources: []' });
    const [fault] = readKustomization(tree, new Reader(), 'a')?.faults ?? [];
    expect(fault?.problem).to.equal('lies beside Kustomization, and kustomize takes only one');
  });
});

describe('isKustomization()', () => {
  it('knows what some system takes for a kustomization', () => {
    expect(['a/kustomization.yaml', 'Kustomization', 'a/KUSTOMIZATION.yml'].map(isKustomization)).to.equal([
      true,
      true,
      true,
    ]);
    expect(['a/kustomization.json', 'kustomization/a', 'my-kustomization.yaml'].map(isKustomization)).to.equal([
      false,
      false,
      false,
    ]);
  });
});

describe('kustomizationFields', () => {
  it('are fields of the real kustomize, which knows no other', async () => {
    const { command, build, version } = npmRenderer();
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-fields-'));
    const said = async (field: string): Promise<string> => {
      writeFileSync(join(folder, 'kustomization.yaml'), `${field}: null\n`);
      return (await runProcess(command, [...build, folder], { env: {} })).stderr;
    };
    const unknown: string[] = [];
    for (const field of [...Object.keys(kustomizationFields), 'resourcess']) {
      if ((await said(field)).includes(`unknown field "${field}"`)) unknown.push(field);
    }
    // `sortOptions` came with version 5, which `npm run renderers` asks for all names.
    expect(unknown).to.equal(version.startsWith('4.') ? ['sortOptions', 'resourcess'] : ['resourcess']);
    rmSync(folder, { recursive: true });
  });
});
