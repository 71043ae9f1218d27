import { globMatches } from '../glob/glob.ts';
import type { MatchMode, PolicyLine } from './policy.ts';
import { readRegex } from './regex.ts';

export interface RbacRequest {
  /** As in `applications`, `logs`, `projects`. */
  readonly resource: string;
  /** As in `get`, `sync`, `delete/apps/Deployment/payments/payment`. */
  readonly action: string;
  /** `PROJECT/APPLICATION` or `PROJECT/NAMESPACE/APPLICATION`; the plain name for what is in no project. */
  readonly object: string;
}

export const requestFields = ['resource', 'action', 'object'] as const;
export type RequestField = (typeof requestFields)[number];

/** `malformed`: the pattern makes casbin give up, and the whole question is answered with no. */
export type Match = 'yes' | 'no' | 'malformed' | 'unknown';

/**
 * Whether one field of a line matches the request's. Globs have no separators here: `*` crosses slashes, so `pay*` also
 * matches `payroll/x`. A malformed glob matches nothing; a regular expression matches anywhere in the value unless
 * anchored.
 */
export function fieldMatches(line: PolicyLine, request: RbacRequest, field: RequestField, mode: MatchMode): Match {
  if (mode === 'glob') return globMatches(line[field], request[field], '') ? 'yes' : 'no';
  const regex = readRegex(line[field]);
  if (typeof regex === 'string') return regex;
  return regex.test(request[field]) ? 'yes' : 'no';
}

/** Whether a line matches: the fields are looked at in order, up to the first that does not. */
export function lineMatches(line: PolicyLine, request: RbacRequest, mode: MatchMode): Match {
  for (const field of requestFields) {
    const match = fieldMatches(line, request, field, mode);
    if (match !== 'yes') return match;
  }
  return 'yes';
}
