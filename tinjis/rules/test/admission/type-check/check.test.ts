import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { compileExpression } from '../../../src/admission/cel.ts';
import { typeName } from '../../../src/admission/type-check/types.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function typeOf(expression: string): string {
  const compiled = compileExpression(expression);
  if ('program' in compiled) return typeName(compiled.type);
  return 'refused' in compiled ? `refused: ${compiled.refused}` : compiled.unsupported;
}

/** Every expression of the table has its type, or the reason for which the API server refuses it. */
function hasTypes(table: Readonly<Record<string, string>>): void {
  for (const [expression, type] of Object.entries(table)) {
    expect(typeOf(expression), expression).to.equal(type);
  }
}

// The oracle `admission-types` asks the API server's own compiler about thousands of expressions like these.
describe('the type of an expression', () => {
  it('is that of its constants, fields and calls', () => {
    hasTypes({
      "'a' + 'b'": 'string',
      '1u + 2u': 'uint',
      '1.5 < 2': 'bool',
      "b'a' + b'b'": 'bytes',
      null: 'null',
      'object.spec': 'dyn',
      'request.kind.kind': 'string',
      'request.userInfo.groups': 'list(string)',
      "namespaceObject.metadata.labels['a']": 'string',
      'has(request.name)': 'bool',
      'size(object.a) + "a".size()': 'int',
      'object.a + 1': 'int',
      'object.a[0]': 'dyn',
      "{'a': 1}['a']": 'int',
      'object == null': 'bool',
      'string(1) in request.userInfo.groups': 'bool',
    });
  });

  it('follows macros and literals', () => {
    hasTypes({
      'request.userInfo.groups.filter(g, g != "x")': 'list(string)',
      'request.userInfo.groups.map(g, size(g))': 'list(int)',
      'object.a.all(x, x.b)': 'bool',
      "{'a': 1}.exists(key, key.startsWith('a'))": 'bool',
      '[[]] == [[1]]': 'bool',
      '[]': 'list(dyn)',
      '{}': 'map(dyn, dyn)',
      "[] + ['a']": 'list(string)',
      '[].map(x, x.a)': 'list(dyn)',
      '[][0].all(x, x)': 'bool',
      '[][0].a': 'dyn',
      '[[], [1]]': 'list(list(int))',
      '[[]].map(x, [x, x])': 'list(list(list(dyn)))',
      "true ? [] : ['a']": 'list(string)',
    });
  });

  it('is missing where the API server refuses', () => {
    hasTypes({
      "1 == '1'": "refused: found no matching overload for '_==_' applied to '(int, string)'",
      '1 == 1.0': "refused: found no matching overload for '_==_' applied to '(int, double)'",
      "1.startsWith('a')": "refused: found no matching overload for 'startsWith' applied to 'int.(string)'",
      'size()': "refused: found no matching overload for 'size' applied to '()'",
      '1 && true': "refused: expected type 'bool' but found 'int'",
      "[1, 'a'] == []": "refused: expected type 'int' but found 'string'",
      '[object, 1] == []': "refused: expected type 'dyn' but found 'int'",
      'request.foo1': "refused: undefined field 'foo1'",
      'request.name.first': "refused: type 'string' does not support field selection",
      'request.name.all(x, true)':
        "refused: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
      'request.userInfo.groups.all(g, g == 1)':
        "refused: found no matching overload for '_==_' applied to '(string, int)'",
      'request.userInfo.groups.all(g, g)': "refused: expected type 'bool' but found 'string'",
      'request.name == null': "refused: found no matching overload for '_==_' applied to '(string, null)'",
      "'a'.matches('(')": 'refused: invalid matches argument',
      "matches('a', '(')": 'refused: program instantiation failed',
      '[[0]].filter(x, x == [[]])':
        "refused: found no matching overload for '_==_' applied to '(list(int), list(list(dyn)))'",
    });
  });

  it('is open where the evaluator does not know what the API server finds', () => {
    hasTypes({
      '{}[[]]': 'what a list or a map finds as an index is not known here',
      "null['a'].a": 'optional_type(dyn)',
      'a{b: 1}': 'a a is not supported here',
    });
  });
});
