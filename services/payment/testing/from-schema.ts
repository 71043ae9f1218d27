import fc, { type Arbitrary } from 'fast-check';

/** The part of JSON Schema that the OpenAPI document uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly exclusiveMinimum?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** JSON text of any kind, and text that is none. */
export const anyJson: Arbitrary<string> = fc.oneof(
  fc.json(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '1e400',
    '-1e400',
    '{"__proto__":{"x":1}}',
    '[[[[[[]]]]]]',
    '{"amount":null}',
    '\u0000',
    '{"a":1,"a":2}',
    `${'['.repeat(5000)}`,
  ),
);

/** Values that are wrong nearly everywhere. */
const wrong = fc.constantFrom<unknown>(
  null,
  0,
  -1,
  1.005,
  1e308,
  '',
  'x'.repeat(300),
  '\u0000',
  true,
  [],
  {},
  { currency: {} },
);

/**
 * Values as a schema describes them.
 *
 * @param near whether any part may be something else now and then
 */
export function fromSchema(schema: JsonSchema, near: boolean): Arbitrary<unknown> {
  const exact = exactly(schema, near);
  return near ? fc.oneof({ weight: 8, arbitrary: exact }, { weight: 1, arbitrary: wrong }) : exact;
}

function exactly(schema: JsonSchema, near: boolean): Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fromSchema(one, near)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type ?? 'number') {
    case 'object':
      return anObject(schema, near);
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, near), { maxLength: 4 });
    case 'string':
      return schema.pattern === undefined ? fc.string() : fc.stringMatching(new RegExp(schema.pattern));
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? (schema.exclusiveMinimum ?? -2) + 1,
        max: Math.min(schema.maximum ?? 1e9, 2 ** 31),
      });
    default:
      return fc
        .integer({ min: 1, max: Math.floor(Math.min(schema.maximum ?? 1e6, 1e6) * 100) })
        .map((hundredths) => hundredths / 100);
  }
}

function anObject({ properties = {}, required = [] }: JsonSchema, near: boolean): Arbitrary<unknown> {
  const parts = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fromSchema(schema, near)]),
  );
  const record = fc.record(parts, { requiredKeys: near ? [] : [...required] });
  return near
    ? fc.tuple(record, fc.dictionary(fc.string(), wrong, { maxKeys: 1 })).map(([one, extra]) => ({ ...extra, ...one }))
    : record;
}
