import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { isFields } from './merge.ts';

const operators = ['add', 'replace', 'remove'] as const;

/** One operation of a JSON patch (RFC 6902), as far as kustomizations use them. */
export interface Operation {
  readonly op: (typeof operators)[number];
  readonly path: string;
  readonly value?: unknown;
}

/** Whether a value is a list of operations that are followed here; `move`, `copy` and `test` are not. */
export function areOperations(value: unknown): value is readonly Operation[] {
  return Array.isArray(value) && value.every(isOperation);
}

function isOperation(value: unknown): boolean {
  return (
    isFields(value) &&
    operators.some((each) => each === value['op']) &&
    typeof value['path'] === 'string' &&
    /^\/./.test(value['path'])
  );
}

/** A resource after JSON patch operations. A field under an operation's path is located at that operation. */
export function jsonPatch(base: Resource, operations: readonly Operation[], located: (index: number) => At): Resource {
  const object = operations.reduce<unknown>(
    (patched, operation) => apply(patched, pointer(operation.path), operation),
    base.object,
  );
  return {
    object: object as KubernetesObject,
    at: (path = []) => {
      const last = operations.findLastIndex((operation) => isUnder(path, pointer(operation.path)));
      return last < 0 ? base.at(path) : located(last);
    },
  };
}

function apply(value: unknown, [step, ...rest]: readonly string[], operation: Operation): unknown {
  if (step === undefined) return operation.value;
  if (Array.isArray(value)) {
    const index = step === '-' ? value.length : Number(step);
    const before = value.slice(0, index);
    if (rest.length > 0) return [...before, apply(value[index], rest, operation), ...value.slice(index + 1)];
    if (operation.op === 'remove') return [...before, ...value.slice(index + 1)];
    return [...before, operation.value, ...value.slice(operation.op === 'add' ? index : index + 1)];
  }
  const fields = new Map(Object.entries(isFields(value) ? value : {}));
  if (rest.length === 0 && operation.op === 'remove') fields.delete(step);
  else fields.set(step, apply(fields.get(step), rest, operation));
  return Object.fromEntries(fields);
}

function pointer(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isUnder(path: FieldPath, prefix: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => step === String(path[index]));
}
