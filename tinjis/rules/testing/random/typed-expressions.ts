import fc from 'fast-check';

/** An expression with the type that its place in a policy wants. */
export interface TypedCase {
  readonly expression: string;
  readonly wanted: 'bool' | 'string' | 'any';
}

type Part = 'bool' | 'int' | 'text' | 'list' | 'some';

const one = fc.constantFrom;
const joined = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));

const constants = one('1', '-2', '3u', '1.5', "'a'", "b'a'", 'true', 'null', '[]', '{}', "['a']", "{'a': 1}", '[[]]');
const known = one(
  'object',
  'oldObject.spec',
  'object.metadata.labels',
  'request.kind',
  'request.name',
  'request.dryRun',
  'request.userInfo.groups',
  'namespaceObject',
  'namespaceObject.metadata.labels',
);
const mistaken = one('request.foo1', 'request.kind.name', 'namespaceObject.metadata.team', 'objct', 'variables.x', 'x');

// Mostly an operand of the right type, and sometimes any other: half of the expressions should be accepted.
const { bool, text, some } = fc.letrec<Record<Part, string>>((tie) => {
  const any: fc.Arbitrary<string> = fc.oneof({ maxDepth: 3 }, constants, known, tie('some'));
  const mostly = (type: Part): fc.Arbitrary<string> =>
    fc.oneof({ maxDepth: 3 }, { weight: 24, arbitrary: tie(type) }, { weight: 1, arbitrary: any });
  const call = (name: string, ...args: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    joined(
      `${name}(`,
      fc.tuple(...args).map((all) => all.join(', ')),
      ')',
    );
  const chosen = (type: Part): fc.Arbitrary<string> =>
    joined('(', mostly('bool'), ' ? ', mostly(type), ' : ', mostly(type), ')');
  const macro = (name: string, condition: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    joined(mostly('list'), `.${name}(x, `, condition, ')');
  const ofElement = one(
    'x',
    "x == 'a'",
    'x.a',
    'x > 1',
    'has(x.a)',
    "x.startsWith('a')",
    'size(x) > 1',
    'true',
    'object.b',
  );
  return {
    bool: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      one('true', 'request.dryRun', 'has(object.spec)', 'object == null', 'namespaceObject != null'),
      joined('(', mostly('bool'), one(' && ', ' || '), mostly('bool'), ')'),
      joined('!', mostly('bool')),
      joined(mostly('int'), one(' < ', ' <= ', ' > ', ' >= ', ' == ', ' != '), mostly('int')),
      joined(mostly('text'), one(' == ', ' != ', ' < '), mostly('text')),
      joined(mostly('text'), ' in ', mostly('list')),
      joined(any, one(' == ', ' != ', ' in '), any),
      joined(mostly('text'), one('.startsWith(', '.endsWith(', '.contains(', '.matches('), mostly('text'), ')'),
      call('matches', mostly('text'), one("'^a$'", "'('", 'object.a')),
      fc.oneof(macro('all', ofElement), macro('exists', ofElement), macro('exists_one', ofElement)),
      joined(
        'has(',
        one('object', 'request', 'namespaceObject.metadata', 'request.userInfo.groups'),
        '.',
        one('name', 'labels', 'a'),
        ')',
      ),
      chosen('bool'),
    ),
    int: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      one('1', '-2', 'object.count'),
      joined('(', mostly('int'), one(' + ', ' - ', ' * ', ' / ', ' % '), mostly('int'), ')'),
      joined('-(1 * ', mostly('int'), ')'),
      call('size', fc.oneof(mostly('text'), mostly('list'), any)),
      joined(mostly('list'), '.size()'),
      call('int', one("'1'", "'a'", '1.5', 'object.a', 'true', '3u', "''", "'99999999999999999999'", '1e40')),
      chosen('int'),
    ),
    text: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      one("'a'", "''", 'request.name', 'object.a', 'request.resource.resource', "namespaceObject.metadata.labels['a']"),
      joined('(', mostly('text'), ' + ', mostly('text'), ')'),
      call('string', fc.oneof(mostly('int'), mostly('text'), constants)),
      joined(mostly('list'), '[', mostly('int'), ']'),
      joined(mostly('list'), one('.join()', ".join(',')")),
      chosen('text'),
    ),
    list: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      one('[]', 'object.list', 'request.userInfo.groups', "['a', 'b']", 'namespaceObject.metadata.labels'),
      joined(
        '[',
        fc.array(mostly('text'), { maxLength: 3 }).map((all) => all.join(', ')),
        ']',
      ),
      joined(
        '{',
        fc.array(joined(tie('text'), ': ', mostly('int')), { maxLength: 2 }).map((all) => all.join(', ')),
        '}',
      ),
      joined(mostly('list'), ' + ', mostly('list')),
      joined(mostly('text'), '.split(', mostly('text'), ')'),
      macro('filter', ofElement),
      macro('map', ofElement),
      joined(mostly('list'), '.map(x, ', ofElement, ', ', ofElement, ')'),
      chosen('list'),
    ),
    some: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      constants,
      known,
      mistaken,
      tie('bool'),
      tie('int'),
      tie('text'),
      tie('list'),
      joined(any, one('.a', '.name', "['a']", '[0]', '[object.b]')),
    ),
  };
});

/** Expressions of which the API server accepts some and refuses others. */
export const typedCases: fc.Arbitrary<TypedCase> = fc.oneof(
  fc.record({ expression: bool, wanted: fc.constant('bool' as const) }),
  fc.record({ expression: text, wanted: fc.constant('string' as const) }),
  fc.record({ expression: some, wanted: one('bool', 'any') }),
);
