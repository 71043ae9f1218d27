import { type Document, isMap, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import {
  applySplices,
  removeField,
  setFields,
  type EditFault,
  type Splice,
  written,
} from '@tinjis/manifests/edit/mapping';
import type { Explanation } from '@tinjis/manifests/failure';
import { wideScopes } from './item.ts';

/** Names a SealedSecret. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

export type Edited = { readonly text: string } | { readonly refusal: Explanation };

/**
 * Sets an item of a SealedSecret and leaves every other byte of the file alone; a new item goes to the end.
 * @param file path of the manifest, for locations
 */
export function setItem(text: string, file: string, secret: SecretName, item: string, sealed: string): Edited {
  const found = findSecret(text, file, secret);
  if ('refusal' in found) return found;
  if (!found.items)
    return { text: `${ended(text)}${found.documents > 0 ? '---\n' : ''}${newSecret(secret, item, sealed)}` };
  return apply(text, found.refuse, setFields(text, found.items, { [item]: sealed }));
}

/**
 * Lets an item take over the ciphertext of another item, which goes. The strict label names the Secret and not the
 * item, so the ciphertext stays valid.
 */
export function moveItem(text: string, file: string, secret: SecretName, from: string, to: string): Edited {
  const found = findSecret(text, file, secret);
  if ('refusal' in found) return found;
  const sealed = found.items?.get(from);
  if (!found.items || typeof sealed !== 'string') {
    return found.refuse(
      0,
      `the SealedSecret ${secret.name} has no item ${from}`,
      'start the rotation first: --rotate start',
    );
  }
  const set = apply(text, found.refuse, setFields(text, found.items, { [to]: sealed }));
  if ('refusal' in set) return set;
  const again = findSecret(set.text, file, secret) as Found;
  return apply(set.text, again.refuse, removeField(set.text, again.items as YAMLMap, from));
}

/** The items in a SealedSecret; none if it is not there. */
export function itemsOf(
  text: string,
  file: string,
  secret: SecretName,
): readonly string[] | { readonly refusal: Explanation } {
  const found = findSecret(text, file, secret);
  return 'refusal' in found ? found : (found.items?.items.map(({ key }) => String(key)) ?? []);
}

interface Found {
  /** `spec.encryptedData`; absent if the file has no such SealedSecret. */
  readonly items?: YAMLMap;
  readonly documents: number;
  refuse(offset: number, what: string, fix: string): { readonly refusal: Explanation };
}

function findSecret(
  text: string,
  file: string,
  { namespace, name }: SecretName,
): Found | { readonly refusal: Explanation } {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })] as Document[];
  const refuse = (offset: number, what: string, fix: string) => ({
    refusal: { what, at: { file, line: Math.max(lines.linePos(offset).line, 1) }, fix },
  });
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) return refuse(error.pos[0], `the file is not valid YAML: ${error.message}`, 'fix the syntax here');
  const filled = documents.filter(({ contents }) => isMap(contents));
  const [secret, second] = filled.filter(
    (each) => each.get('kind') === 'SealedSecret' && each.getIn(['metadata', 'name']) === name,
  );
  if (second) return refuse(offsetOf(second.contents), `there are two SealedSecrets ${name}`, 'keep one of them');
  if (!secret) return { documents: filled.length, refuse };
  const start = offsetOf(secret.contents);
  if (secret.getIn(['metadata', 'namespace']) !== namespace) {
    return refuse(
      start,
      `the SealedSecret ${name} is not in the namespace ${namespace}`,
      `set metadata.namespace to ${namespace}`,
    );
  }
  const [wide] = [['metadata'], ['spec', 'template', 'metadata']].flatMap((path) =>
    wideScopes.filter((scope) => secret.getIn([...path, 'annotations', scope]) !== undefined),
  );
  if (wide)
    return refuse(
      start,
      `the SealedSecret ${name} widens its scope by ${wide}`,
      'take the annotation out: a value sealed here opens in one Secret only',
    );
  const items: unknown = secret.getIn(['spec', 'encryptedData']);
  return isMap(items)
    ? { items, documents: filled.length, refuse }
    : refuse(start, `the SealedSecret ${name} has no spec.encryptedData`, 'write it with at least one item');
}

function apply(text: string, refuse: Found['refuse'], edit: readonly Splice[] | EditFault): Edited {
  if ('why' in edit)
    return refuse(edit.offset, `spec.encryptedData cannot be edited: ${edit.why}`, 'write it as lines of `key: value`');
  return { text: applySplices(text, edit) };
}

function newSecret({ namespace, name }: SecretName, item: string, sealed: string): string {
  const metadata = (indent: string) => `${indent}name: ${written(name)}\n${indent}namespace: ${namespace}\n`;
  return (
    `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n${metadata('  ')}spec:\n  encryptedData:\n    ${written(item)}: ${sealed}\n` +
    `  template:\n    metadata:\n${metadata('      ')}    type: ${typeOf(item)}\n`
  );
}

/** The kubelet takes a pull secret only from a Secret of its own type. */
function typeOf(item: string): string {
  return item === '.dockerconfigjson' ? 'kubernetes.io/dockerconfigjson' : 'Opaque';
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function offsetOf(node: unknown): number {
  return (node as { range: [number, number, number] }).range[0];
}
