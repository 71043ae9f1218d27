import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { memoryTree } from '../../src/tree/memory.ts';
import { Reader } from '../../src/reader.ts';
import { readYaml, withDocumentsOf, withoutSchemas } from '../../src/yaml/read-yaml.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const head =
  '# Made by a tool.\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: xs.example.org\nspec:\n';
const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: reader\nrules: []\n';
const definition = `${head}  group: example.org\n\n  names:\n    kind: X\n`;

describe('a text without the schemas of custom kinds', () => {
  it('keeps who a definition is, every other document, and every line number', () => {
    const text = `${definition}status: {}\n---\n${role}---\n${definition}---\n${role}`;
    const { documents, problems } = readYaml('a.yaml', withoutSchemas(text));
    expect(problems).to.equal([]);
    expect(documents.map(({ value }) => (value as { metadata: { name: string } }).metadata.name)).to.equal([
      'xs.example.org',
      'reader',
      'xs.example.org',
      'reader',
    ]);
    expect(documents[0]?.value).to.include({ spec: null, status: {} });
    expect(documents[3]?.at(['rules'])).to.equal(readYaml('a.yaml', text).documents[3]?.at(['rules']));
  });

  it('is the text itself where a definition is written in another way, or only looks like one', () => {
    const others = [
      role,
      definition.replaceAll('\n', '\r\n'),
      ` ${definition.replaceAll('\n', '\n ')}`,
      `data: |\n  ${definition.replaceAll('\n', '\n  ')}`,
      definition.replace('metadata:', 'x: {}\nmetadata:'),
      `a: "\n${definition}"`,
    ];
    expect(others.map(withoutSchemas)).to.equal(others);
    expect(withoutSchemas(definition)).to.not.equal(definition);
  });

  it('gives the resources that the whole text gives, in what Argo CD ships', () => {
    const text = readFileSync(join(process.cwd(), '../../clusters/vendor/argo-cd/install.yaml'), 'utf8');
    const others = (from: string): unknown[] =>
      readYaml('a.yaml', from)
        .documents.filter(({ value }) => (value as { kind: string }).kind !== 'CustomResourceDefinition')
        .map(({ value, at }) => ({ value, first: at(), named: at(['metadata', 'name']) }));
    const short = withoutSchemas(text);
    expect(short.length).to.be.below(text.length / 10);
    expect(others(short)).to.equal(others(text));
    expect(others(text).length).to.be.above(50);
  });
});

describe('a reader', () => {
  const broken = `${head}  group: [\n---\n${role}`;

  it('reports a schema that is no YAML to a proof, and leaves it to that', () => {
    const tree = memoryTree({ 'a.yaml': broken });
    expect(new Reader().manifests(tree, 'a.yaml').problems).to.have.length(1);
    const { problems, resources } = new Reader('questions').manifests(tree, 'a.yaml');
    expect(problems).to.equal([]);
    expect(resources.map(({ object }) => object.kind)).to.equal(['CustomResourceDefinition', 'Role']);
  });

  it('finds no problem in a schema that is YAML', () => {
    expect(new Reader().manifests(memoryTree({ 'a.yaml': definition }), 'a.yaml').problems).to.equal([]);
  });
});

describe('a text with the documents in which a name stands', () => {
  it('has these alone, and every line keeps its number', () => {
    const [one, other] = ['kind: Role\nmetadata: {name: one}\n', 'kind: Role\nmetadata: {name: other}\n'];
    const text = `%YAML 1.2\n---\n${one}--- # second\n${other}---\nnote: |\n  --- one\n`;
    const whole = readYaml('a.yaml', text).documents;
    const { documents } = readYaml('a.yaml', withDocumentsOf(text, 'one'));
    expect(documents.map(({ value }) => value)).to.equal([whole[0]?.value, whole[2]?.value]);
    expect(documents.map(({ at }) => at(['note']).line)).to.equal([3, 9]);
    expect(readYaml('a.yaml', withDocumentsOf(text, 'nobody')).documents).to.equal([]);
    expect(withDocumentsOf(text, '')).to.equal(text);
  });
});
