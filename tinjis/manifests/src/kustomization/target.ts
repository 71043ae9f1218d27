import type { Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';

/** What a patch is for, as its entry says. */
export type Target = Readonly<Record<string, string>>;

/** Whether a patch is meant for a resource. */
export type Meant = (resource: Resource) => boolean;

/** A field of a target that cannot be followed, and why. */
export interface TargetFault {
  readonly field: string;
  readonly problem: string;
}

const parts: Readonly<Record<string, (object: Resource['object']) => string>> = {
  group: groupOf,
  version: ({ apiVersion }) => apiVersion.slice(apiVersion.indexOf('/') + 1),
  kind: ({ kind }) => kind,
  name: ({ metadata }) => metadata.name,
  namespace: ({ metadata }) => metadata.namespace ?? '',
};

/**
 * Reads a target: every field given must match, each as an anchored regular expression, and an empty one matches all,
 * as in kustomize. Selectors by label and annotation are not followed, nor is an expression that only Go understands.
 */
export function readTarget(target: Target): Meant | TargetFault {
  const tests: Meant[] = [];
  for (const [field, pattern] of Object.entries(target)) {
    const part = parts[field];
    if (!part) return { field, problem: 'is not followed here' };
    const expression = compile(pattern);
    if (!expression) return { field, problem: `is no regular expression: ${pattern}` };
    if (pattern !== '') tests.push(({ object }) => expression.test(part(object)));
  }
  return (resource) => tests.every((test) => test(resource));
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}
