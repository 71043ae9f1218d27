import { fieldsOf } from '../objects/fields.ts';

/**
 * JSON Schema of an object's metadata, as far as a person writes it.
 * @see k8s.io/apimachinery/pkg/api/validation ValidateObjectMeta
 */
export const metadataSchema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', format: 'dns-subdomain' },
    namespace: {
      anyOf: [{ const: '' }, { type: 'string', format: 'dns-subdomain', maxLength: 63, pattern: '^[^.]*$' }],
    },
    labels: {
      type: 'object',
      propertyNames: { format: 'label-key' },
      additionalProperties: { type: 'string', format: 'label-value' },
    },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const;

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
  const { name, namespace } = fieldsOf(fieldsOf(document)['metadata']);
  return {
    name: typeof name === 'string' ? name : 'without a name',
    namespace: (namespace ?? '') === '' ? 'default' : typeof namespace === 'string' ? namespace : anyNamespace,
  };
}
