import fc from 'fast-check';

/** A boolean expression about an object. */
export interface CelCase {
  readonly expression: string;
  readonly object: Readonly<Record<string, unknown>>;
}

// A field of each type, and names that are often absent: so errors, presence and short circuits all occur.
const fields = ['text', 'other', 'count', 'flag', 'list', 'map', 'things', 'absent'];
const words = ['', 'a', 'payment', 'ghcr.io/x/payment:1', 'Ünï😀', 'antaeus@sha256:0f'];
const word = fc.constantFrom(...words);
const literal = word.map((text) => `'${text}'`);
const number = fc.integer({ min: -2, max: 5 });

const thing = fc.record({ image: word, port: number, tags: fc.array(word, { maxLength: 2 }) }, { requiredKeys: [] });
const object = fc.record(
  {
    text: word,
    other: fc.oneof(word, number, fc.boolean()),
    count: number,
    flag: fc.boolean(),
    list: fc.array(word, { maxLength: 3 }),
    map: fc.dictionary(fc.constantFrom('a', 'app', 'team'), word, { maxKeys: 2, noNullPrototype: true }),
    things: fc.array(thing, { maxLength: 3 }),
  },
  { requiredKeys: ['text'] },
);

const field = fc.constantFrom(...fields).map((name) => `object.${name}`);
const deep = fc
  .tuple(fc.constantFrom('map', 'absent'), fc.constantFrom('a', 'app', 'absent'))
  .map(([one, two]) => `object.${one}.${two}`);
const pattern = fc.constantFrom('^[a-z]+$', 'pay', '(:|@)', '^.$', '[0-9]');

const text = fc.oneof(
  literal,
  field,
  deep,
  fc.tuple(field, literal).map(([one, two]) => `(${one} + ${two})`),
  fc.tuple(field, literal).map(([one, two]) => `(has(${one}) ? ${one} : ${two})`),
  fc.constantFrom('a', 'app', 'none').map((key) => `object.map['${key}']`),
  fc
    .tuple(fc.constantFrom('list', 'things'), fc.integer({ min: 0, max: 2 }))
    .map(([name, i]) => `object.${name}[${i}]`),
  fc.constant('string(object.count)'),
  fc.tuple(field, literal, literal).map(([one, two, three]) => `${one}.split(${two}).join(${three})`),
  fc
    .tuple(field, literal, fc.integer({ min: -1, max: 3 }), literal)
    .map(([one, two, most, three]) => `${one}.split(${two}, ${most}).join(${three})`),
  fc
    .tuple(fc.constantFrom('object.list', 'object.things', `['a', 'é']`), literal)
    .map(([one, two]) => `${one}.join(${two})`),
);
const amount = fc.oneof(
  number.map((n) => `(${n})`),
  fc.constantFrom('object.count', 'object.other'),
  fc.constantFrom('list', 'text', 'map', 'absent', 'things').map((name) => `size(object.${name})`),
  fc
    .tuple(number, fc.constantFrom('+', '-', '*', '/', '%'))
    .map(([n, operator]) => `(object.count ${operator} (${n}))`),
);

const about = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    literal.map((one) => `${name} == ${one}`),
    fc
      .constantFrom('startsWith', 'endsWith', 'contains')
      .chain((method) => literal.map((one) => `${name}.${method}(${one})`)),
    fc.constantFrom('image', 'port', 'tags').map((key) => `has(${name}.${key})`),
    literal.map((one) => `${name}.image != ${one}`),
    number.map((n) => `${name}.port > ${n}`),
    literal.map((one) => `${one} in ${name}.tags`),
  );
const collection = fc.constantFrom('object.list', 'object.things', 'object.map', 'object.absent', 'object.text');

const atom: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(text, fc.constantFrom('==', '!='), text).map((parts) => parts.join(' ')),
  fc.tuple(amount, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), amount).map((parts) => parts.join(' ')),
  fc
    .tuple(field, fc.constantFrom('startsWith', 'endsWith', 'contains'), literal)
    .map(([one, method, two]) => `${one}.${method}(${two})`),
  fc.tuple(field, pattern).map(([one, two]) => `${one}.matches('${two}')`),
  fc.oneof(field, deep).map((one) => `has(${one})`),
  fc
    .tuple(literal, fc.constantFrom('object.list', 'object.map', 'object.absent', `['a', 'payment']`))
    .map(([one, two]) => `${one} in ${two}`),
  fc
    .tuple(collection, fc.constantFrom('all', 'exists', 'exists_one'), about('x'))
    .map(([one, macro, two]) => `${one}.${macro}(x, ${two})`),
  fc.tuple(collection, about('x'), number).map(([one, two, n]) => `size(${one}.filter(x, ${two})) > ${n}`),
  fc.tuple(literal, collection).map(([one, two]) => `${one} in ${two}.map(x, x.image)`),
  fc
    .tuple(field, literal, literal)
    .map(([one, two, three]) => `${one}.split(${two}).exists(x, ${three}.startsWith(x))`),
  fc.constantFrom(
    'object.absent == null',
    'object.text == null',
    'object.list == []',
    `object.list == ['a']`,
    'object.map == {}',
    'object.flag == true',
  ),
);

/** Nested expressions with a few operators. */
export const expression: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: atom },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression'))
        .map((parts) => `(${parts.join(' ')})`),
    },
    { weight: 1, arbitrary: tie('expression').map((one) => `!(${one})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('expression'), tie('expression'), tie('expression'))
        .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    },
  ),
})).expression;

export const celCases: fc.Arbitrary<CelCase> = fc.record({
  expression,
  object: object.map((some) => ({ apiVersion: 'example.io/v1', kind: 'Thing', metadata: { name: 'thing' }, ...some })),
});
