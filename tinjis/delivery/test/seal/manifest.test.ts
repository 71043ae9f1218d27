import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parseAllDocuments } from 'yaml';
import { type Edited, itemsOf, moveItem, setItem } from '../../src/seal/manifest.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'sealed-secrets.yaml';
const secret = { namespace: 'billing', name: 'b' };
const text = `# top
kind: SealedSecret
metadata: {name: a, namespace: billing}
spec:
  encryptedData:
    x: AgA= # why
---
kind: SealedSecret
metadata:
  name: b
  namespace: billing
spec:
  encryptedData:
    key: AgOld # the key
`;
const textOf = (edited: Edited): string => {
  if ('refusal' in edited) throw new Error(edited.refusal.what);
  return edited.text;
};

describe('setItem', () => {
  it('replaces an item of the right Secret and nothing else', () => {
    expect(textOf(setItem(text, file, secret, 'key', 'AgNew'))).to.equal(text.replace('AgOld', 'AgNew'));
  });

  it('adds an item to a Secret', () => {
    expect(textOf(setItem(text, file, secret, 'key.next', 'AgNew'))).to.equal(`${text}    key.next: AgNew\n`);
  });

  for (const [what, before] of [
    ['nothing', ''],
    ['a comment', '# Empty until the cluster is up\n'],
    ['no last line end', 'kind: X'],
    ['other Secrets', text],
  ] as const) {
    it(`writes a Secret that is not there yet into a file with ${what}`, () => {
      const written = textOf(setItem(before, file, { namespace: 'n', name: 'new' }, 'item', 'AgNew'));
      expect(written).to.startWith(before);
      const documents = parseAllDocuments(written);
      expect((documents as { toJS(): unknown }[]).at(-1)?.toJS()).to.equal({
        apiVersion: 'bitnami.com/v1alpha1',
        kind: 'SealedSecret',
        metadata: { name: 'new', namespace: 'n' },
        spec: {
          encryptedData: { item: 'AgNew' },
          template: { metadata: { name: 'new', namespace: 'n' }, type: 'Opaque' },
        },
      });
    });
  }

  it('quotes a key that YAML would read as something else', () => {
    expect(textOf(setItem(text, file, secret, 'null', 'AgNew'))).to.endWith('    "null": AgNew\n');
    const written = textOf(setItem('', file, { namespace: 'n', name: '1' }, 'true', 'AgNew'));
    expect(written).to.contain('    "true": AgNew\n').and.to.contain('  name: "1"\n');
  });

  it('gives a pull secret the type that the kubelet looks for', () => {
    const written = textOf(setItem('', file, { namespace: 'n', name: 'registry' }, '.dockerconfigjson', 'AgNew'));
    expect(written)
      .to.contain('    .dockerconfigjson: AgNew\n')
      .and.to.contain('type: kubernetes.io/dockerconfigjson\n');
  });

  for (const [what, before, says] of [
    ['broken YAML', 'a: [\n', 'not valid YAML'],
    ['the Secret twice', `${text}---\n${text}`, 'two SealedSecrets'],
    ['another namespace', text.replaceAll('namespace: billing', 'namespace: other'), 'not in the namespace billing'],
    [
      'a cluster-wide scope',
      text.replace('  name: b', '  annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}\n  name: b'),
      'widens its scope',
    ],
    [
      'a wide scope in the template',
      `${text}  template: {metadata: {annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}}}\n`,
      'widens its scope',
    ],
    ['no items', 'kind: SealedSecret\nmetadata: {name: b, namespace: billing}\n', 'no spec.encryptedData'],
    [
      'items in braces',
      'kind: SealedSecret\nmetadata: {name: b, namespace: billing}\nspec: {encryptedData: {a: AgA}}\n',
      'braces',
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      const edited = setItem(before, file, secret, 'key', 'AgNew');
      expect('refusal' in edited && edited.refusal.what).to.contain(says);
    });
  }
});

describe('moveItem', () => {
  it('lets an item take over the ciphertext of another, which goes', () => {
    const started = textOf(setItem(text, file, secret, 'key.next', 'AgNew'));
    expect(textOf(moveItem(started, file, secret, 'key.next', 'key'))).to.equal(text.replace('AgOld', 'AgNew'));
  });

  it('refuses where there is nothing to move, and what cannot be edited', () => {
    const braces = 'kind: SealedSecret\nmetadata: {name: b, namespace: billing}\nspec: {encryptedData: {from: AgA}}\n';
    for (const [before, name] of [
      [text, 'b'],
      [text, 'none'],
      ['a: [', 'b'],
      [braces, 'b'],
    ] as const) {
      expect(moveItem(before, file, { namespace: 'billing', name }, 'from', 'key')).to.include('refusal');
    }
  });
});

describe('itemsOf', () => {
  it('names the items, and none of a Secret that is not there', () => {
    expect(itemsOf(text, file, secret)).to.equal(['key']);
    expect(itemsOf(text, file, { namespace: 'billing', name: 'none' })).to.equal([]);
    expect(itemsOf('a: [', file, secret)).to.include('refusal');
  });
});
