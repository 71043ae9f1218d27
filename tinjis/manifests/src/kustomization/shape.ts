import { Ajv, type DefinedError, type ValidateFunction } from 'ajv';
import type { FieldPath } from '@tinjis/rules/objects/located';
import { ownSchema } from '@tinjis/rules/objects/schema';

const text = { type: 'string' };
const list = (items: object): object => ({ type: 'array', items, nullable: true });
const record = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required });
const texts = list(text);

const schema = record({
  namespace: text,
  resources: texts,
  components: texts,
  patches: list(record({ path: text, patch: text, target: { type: 'object', additionalProperties: text } })),
  configMapGenerator: list(record({ name: text, namespace: text }, 'name')),
  images: list(record({ name: text, newName: text, newTag: text, digest: text }, 'name')),
});

let validate: ValidateFunction | undefined;

/** A field that does not have the form kustomize reads. */
export interface ShapeFault {
  readonly path: FieldPath;
  readonly problem: string;
}

/**
 * Why a document is no kustomization; undefined where it is one.
 * kustomize itself refuses such a file, so nothing of it may be taken for what a cluster gets.
 */
export function shapeFault(document: unknown): ShapeFault | undefined {
  validate ??= new Ajv({ strictRequired: false, ...ownSchema }).compile(schema);
  if (validate(document)) return undefined;
  const [{ instancePath, message }] = validate.errors as [DefinedError];
  const path = instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path, problem: message as string };
}
