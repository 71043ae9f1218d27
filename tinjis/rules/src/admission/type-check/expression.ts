import type celLibrary from '../cel-library.cjs';
import { writtenByServer } from './declarations.ts';

/** A parsed expression, or a part of one. */
export type Expression = NonNullable<ReturnType<ReturnType<typeof celLibrary>['parse']>['expr']>;

type Kinds = Expression['exprKind'];
/** Every kind that the parser makes. */
export type Filled = Exclude<Kinds, { readonly case: undefined }>;
export type PartOf<Case extends Kinds['case']> = Extract<Kinds, { readonly case: Case }>['value'];

/** Whether a call compares with null, and so asks only whether there is a request or a namespace. */
export function comparesToNull(name: string, operands: readonly Expression[]): boolean {
  return (
    (name === '_==_' || name === '_!=_') &&
    operands.some(({ exprKind }) => exprKind.case === 'constExpr' && exprKind.value.constantKind.case === 'nullValue')
  );
}

/** `object.metadata.uid`, however it is written; undefined for what is no path. */
export function pathOf(expression: Expression | undefined): string | undefined {
  const kind = expression?.exprKind;
  if (kind?.case === 'identExpr') return kind.value.name;
  if (kind?.case === 'selectExpr') return joinedPath(pathOf(kind.value.operand), kind.value.field);
  return kind?.case === 'callExpr' && kind.value.function === '_[_]'
    ? joinedPath(pathOf(kind.value.args[0]), literalText(kind.value.args[1]))
    : undefined;
}

export function joinedPath(path: string | undefined, field: string | undefined): string | undefined {
  return path === undefined || field === undefined ? undefined : `${path}.${field}`;
}

/** What a constant text says; undefined for every other expression. */
export function literalText(expression: Expression | undefined): string | undefined {
  const kind = expression?.exprKind;
  return kind?.case === 'constExpr' && kind.value.constantKind.case === 'stringValue'
    ? kind.value.constantKind.value
    : undefined;
}

/** Whether the path leads to a field that only the API server writes. */
export function isWrittenByServer(path = ''): boolean {
  const [root = '', ...fields] = path.split('.');
  return ['object', 'oldObject'].includes(root) && writtenByServer.has(fields.join('.'));
}

/**
 * What an expression reads: each path as far as it goes, such as `object.metadata.labels.team`. `has(x.y)` and
 * `'y' in x` read `x.y`.
 */
export function* pathsRead(node: unknown): Generator<string> {
  const path = isExpression(node) ? pathRead(node) : undefined;
  if (path !== undefined) yield path;
  for (const part of path === undefined ? partsOf(node) : []) {
    yield* pathsRead(part);
  }
}

/** The constant texts of an expression. */
export function* textsIn(node: unknown): Generator<string> {
  const text = isExpression(node) ? literalText(node) : undefined;
  if (text !== undefined) yield text;
  for (const part of text === undefined ? partsOf(node) : []) {
    yield* textsIn(part);
  }
}

function pathRead(expression: Expression): string | undefined {
  const kind = expression.exprKind;
  return kind.case === 'callExpr' && kind.value.function === '@in'
    ? joinedPath(pathOf(kind.value.args[1]), literalText(kind.value.args[0]))
    : pathOf(expression);
}

function isExpression(node: unknown): node is Expression {
  return node instanceof Object && 'exprKind' in node;
}

function partsOf(node: unknown): readonly unknown[] {
  return node instanceof Object ? Object.values(node) : [];
}
