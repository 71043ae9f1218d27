import { fieldAt } from '../objects/fields.ts';

/**
 * A document as the API server reads it: a field that is null counts as left out. Only a value in a map of texts stays,
 * since Go reads it as an empty text, and so does a member of a list; no schema here accepts either.
 */
export function asDecoded(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(asDecoded);
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, textMaps.has(key) ? value : asDecoded(value)]),
  );
}

const textMaps: ReadonlySet<string> = new Set(['matchLabels', 'labels', 'annotations']);

/** In the place of a namespace that nobody can read: the document could be meant for any. */
export const anyNamespace = '';

/**
 * The name and namespace of a document that may be anything. As in a request to the API server, a namespace that is
 * left out or empty is the default namespace.
 */
export function identityOf(document: unknown): { readonly name: string; readonly namespace: string } {
  const name = fieldAt(document, ['metadata', 'name']);
  const namespace = fieldAt(document, ['metadata', 'namespace']);
  return {
    name: typeof name === 'string' ? name : 'without a name',
    namespace: (namespace ?? '') === '' ? 'default' : typeof namespace === 'string' ? namespace : anyNamespace,
  };
}
