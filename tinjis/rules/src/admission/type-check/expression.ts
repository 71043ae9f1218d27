import type celLibrary from '../cel-library.cjs';
import { writtenByServer } from './declarations.ts';

/** A parsed expression, or a part of one. */
export type Expression = NonNullable<ReturnType<ReturnType<typeof celLibrary>['parse']>['expr']>;

type Kinds = Expression['exprKind'];
/** Every kind that the parser makes. */
export type Filled = Exclude<Kinds, { readonly case: undefined }>;
export type Kind<Case extends Kinds['case']> = Extract<Kinds, { readonly case: Case }>['value'];

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
    ? joinedPath(pathOf(kind.value.args[0]), textOf(kind.value.args[1]))
    : undefined;
}

export function joinedPath(path: string | undefined, field: string | undefined): string | undefined {
  return path === undefined || field === undefined ? undefined : `${path}.${field}`;
}

/** What a constant text says; undefined for every other expression. */
export function textOf(expression: Expression | undefined): string | undefined {
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
