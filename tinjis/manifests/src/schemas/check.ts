import type { ErrorObject } from 'ajv';
import type { FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
import type { Schema } from './bundle.ts';
import { closest } from '../failure.ts';
import type { Schemas } from './compile.ts';

/** One thing an API server would refuse, or drop without a word. */
export interface SchemaFault {
  readonly code: 'schema/unknown-kind' | 'schema/unknown-field' | 'schema/missing-field' | 'schema/wrong-value';
  readonly path: FieldPath;
  /** Observed, then expected; names the object and the field. */
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * Checks an object against the schema of its kind. Strict: a field that the schema does not know is a fault, since the
 * API server drops it or refuses the object. A kind without a schema is one too, never passed in silence.
 */
export function check(object: KubernetesObject, schemas: Schemas): readonly SchemaFault[] {
  const kind = `${object.apiVersion}/${object.kind}`;
  const found = schemas.find(kind);
  if (!found) return [unknownKind(object, kind, schemas)];
  const { validate, source } = found;
  if (validate(object)) return [];
  // What a part of a choice says is said better by the choice itself.
  const errors = (validate.errors as ErrorObject[]).filter(
    ({ schemaPath }) => !/\/(?:anyOf|oneOf|not)\//.test(schemaPath),
  );
  return errors.map((error) => ({ ...explain(error, nameOf(object)), why: `${kind} is defined by ${source}` }));
}

/** `Kind namespace/name`, or `Kind name` for an object without a namespace. */
function nameOf({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** A path as people write it: `spec.containers[0].image`. */
export function fieldName(path: FieldPath): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[\w-]+$/.test(step) ? `.${step}` : `["${step}"]`;
    })
    .join('')
    .replace(/^\./, '');
}

function unknownKind(object: KubernetesObject, kind: string, schemas: Schemas): SchemaFault {
  const [alike] = schemas.kinds.filter((each) => each.endsWith(`/${object.kind}`));
  const like = alike ?? closest(kind, schemas.kinds);
  return {
    code: 'schema/unknown-kind',
    path: ['kind'],
    what: `${nameOf(object)} is of ${kind}, which is not a kind this repository may hold`,
    why: 'an object that cannot be checked is not passed in silence',
    fix: `${like === undefined ? '' : `did you mean ${like}? `}For a kind used on purpose, place its CustomResourceDefinition in policies/crds`,
  };
}

function explain(
  { keyword, instancePath, params, message, parentSchema, data }: ErrorObject,
  object: string,
): Omit<SchemaFault, 'why'> {
  const at = pathOf(instancePath);
  if (keyword === 'additionalProperties') {
    const field = String(params['additionalProperty']);
    const like = closest(field, Object.keys((parentSchema as Schema)['properties'] as Schema));
    return {
      code: 'schema/unknown-field',
      path: [...at, field],
      what: `${object} has ${fieldName([...at, field])}, which its kind does not know`,
      fix: like === undefined ? 'take the field out, or move it to where it belongs' : `did you mean ${like}?`,
    };
  }
  if (keyword === 'required') {
    const path = [...at, String(params['missingProperty'])];
    return {
      code: 'schema/missing-field',
      path,
      what: `${object} lacks ${fieldName(path)}`,
      fix: `add ${fieldName(path)}`,
    };
  }
  return {
    code: 'schema/wrong-value',
    path: at,
    what: `${object} has ${fieldName(at)}: ${JSON.stringify(data)}, which ${message}`,
    fix: 'correct the value',
  };
}

/** A JSON pointer as steps; digits are taken for indexes, which no field name here is. */
function pathOf(pointer: string): FieldPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}
