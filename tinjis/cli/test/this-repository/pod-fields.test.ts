import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { loadAll } from 'js-yaml';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Policy {
  readonly spec: { readonly variables: readonly { readonly name: string; readonly expression: string }[] };
}
const [policy] = loadAll(read('policies/admission/pod-fields.yaml')) as Policy[];

/** The names in a list of the policy. */
function listed(variable: string): string[] {
  const found = policy?.spec.variables.find(({ name }) => name === variable);
  return [...(found?.expression ?? '').matchAll(/'(\w+)'/g)].map(([, name = '']) => name).sort();
}

/** The fields of a table in docs/pod-fields.md that have one of the given rulings. */
function tabled(heading: string, ...rulings: string[]): string[] {
  const [, section = ''] = read('docs/pod-fields.md').split(`## ${heading}\n`);
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| (\w+) \| (allowed|bounded|refused) \| \S.* \|$/gm)]
    .filter(([, , ruling = '']) => rulings.includes(ruling))
    .map(([, field = '']) => field);
}

const { definitions } = JSON.parse(read('tinjis/manifests/schemas/kubernetes.json')) as {
  definitions: Readonly<Record<string, { readonly properties: object }>>;
};
const fieldsOf = (kind: string): string[] =>
  Object.keys(definitions[`io.k8s.api.core.v1.${kind}`]?.properties ?? {}).sort();

describe('the table of the fields of a pod', () => {
  const kinds: readonly (readonly [heading: string, fields: string[], variable: string])[] = [
    ['PodSpec', fieldsOf('PodSpec'), 'fields'],
    [
      'Container',
      [...new Set([...fieldsOf('Container'), ...fieldsOf('EphemeralContainer')])].sort(),
      'containerFields',
    ],
    ['Volume', fieldsOf('Volume'), 'volumeFields'],
  ];
  for (const [heading, fields, variable] of kinds) {
    it(`has each field of a ${heading} once, as Kubernetes' schema has them`, () => {
      expect(fields.length).to.be.above(20);
      expect(tabled(heading, 'allowed', 'bounded', 'refused')).to.equal(fields);
    });

    it(`allows of a ${heading} what the policy lists, and refuses the rest`, () => {
      expect(tabled(heading, 'allowed', 'bounded')).to.equal(listed(variable));
    });
  }
});
