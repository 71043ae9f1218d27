import type { Schema } from '../bundle.ts';

/** Formats that are checked; others only describe. */
const formats = new Set(['int32', 'int64', 'double', 'byte', 'date-time']);
/** What is kept as it is written: the constraints a value must meet. */
const constraints = [
  '$ref',
  'type',
  'enum',
  'required',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
] as const;

/**
 * Reduces an OpenAPI schema to the constraints an object must meet, and closes it: where the API server would drop or
 * refuse a field it does not know, the schema refuses it. Descriptions and defaults go.
 */
export function trim(schema: Schema): Schema {
  if (schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string')
    return { type: ['integer', 'string'] };
  const trimmed: Record<string, unknown> = conditions(schema);
  if (formats.has(String(schema['format']))) trimmed['format'] = schema['format'];
  if (isSchema(schema['items'])) trimmed['items'] = trim(schema['items']);
  if (isSchema(schema['properties'])) trimmed['properties'] = each(schema['properties'], trim);
  const more = openness(schema);
  if (more !== undefined) trimmed['additionalProperties'] = more;
  return schema['nullable'] === true ? { ...trimmed, type: [schema['type'], 'null'] } : trimmed;
}

/** Logical parts of a CRD's schema repeat fields that the schema around them declares, so they are never closed. */
function conditions(schema: Schema): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of constraints) {
    if (schema[key] !== undefined) kept[key] = schema[key];
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const parts = schema[key];
    if (Array.isArray(parts)) kept[key] = parts.map((part: Schema) => condition(part));
  }
  if (isSchema(schema['not'])) kept['not'] = condition(schema['not']);
  return kept;
}

function condition(schema: Schema): Schema {
  const kept = conditions(schema);
  if (isSchema(schema['properties'])) kept['properties'] = each(schema['properties'], condition);
  if (isSchema(schema['items'])) kept['items'] = condition(schema['items']);
  return kept;
}

function openness(schema: Schema): Schema | boolean | undefined {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true)
    return true;
  if (isSchema(schema['additionalProperties'])) return trim(schema['additionalProperties']);
  return isSchema(schema['properties']) ? false : undefined;
}

function each(schemas: Schema, change: (schema: Schema) => Schema): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema as Schema)]));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
