import type { MatchMode, PolicyLine, PolicySet, RoleLink } from './policy.ts';
import { globMatches } from '../glob/glob.ts';

/** The number of `g` lines that casbin follows from a subject. */
const longestChain = 10;

/** Casbin's answer about one subject, and the line that led to it. */
export interface Evaluation {
  readonly outcome: 'allow' | 'deny' | 'nothing' | 'malformed' | 'unknown';
  readonly line?: PolicyLine;
  /** The `g` lines from the subject to the line's role. */
  readonly chain: readonly RoleLink[];
}

/** A line about the subject, directly or through its roles. */
interface Held {
  readonly line: PolicyLine;
  readonly chain: readonly RoleLink[];
}

/** Every line that a subject holds, in the order in which casbin goes through them within a set. */
export function linesHeldBy(sets: readonly PolicySet[], subject: string): Held[] {
  const chains = rolesOf(sets, subject);
  return sets.flatMap(({ lines }) =>
    [...chains].flatMap(([role, chain]) => (lines.get(role) ?? []).map((line) => ({ line, chain }))),
  );
}

/**
 * Asks casbin's model (some allow and no deny) about one subject.
 * @param sets loaded together, the general set first
 */
export function evaluate(
  sets: readonly PolicySet[],
  subject: string,
  request: ArgocdRequest,
  mode: MatchMode,
): Evaluation {
  let allowed: Held | undefined;
  let unsure: Held | undefined;
  const held = linesHeldBy(sets, subject);
  for (const each of held) {
    const match = lineMatches(each.line, request, mode);
    if (match === 'malformed') return { outcome: 'malformed', ...each };
    if (match === 'unknown') unsure ??= each;
    if (match !== 'yes') continue;
    if (each.line.effect === 'deny') return { outcome: 'deny', ...each };
    if (each.line.effect === 'allow') allowed ??= each;
  }
  if (unsure) return { outcome: 'unknown', ...unsure };
  return allowed ? { outcome: 'allow', ...allowed } : { outcome: 'nothing', chain: [] };
}

/** The subject itself and every role it has, each with the shortest chain of `g` lines that gives it. */
function rolesOf(sets: readonly PolicySet[], subject: string): Map<string, readonly RoleLink[]> {
  const chains = new Map<string, readonly RoleLink[]>([[subject, []]]);
  for (const [member, chain] of chains) {
    if (chain.length >= longestChain) continue;
    for (const { links } of sets) {
      for (const link of links.get(member) ?? []) {
        if (!chains.has(link.role)) chains.set(link.role, [...chain, link]);
      }
    }
  }
  return chains;
}

export interface ArgocdRequest {
  /** As in `applications`, `logs`, `projects`. */
  readonly resource: string;
  /** As in `get`, `sync`, `delete/apps/Deployment/payments/payment`. */
  readonly action: string;
  /** `PROJECT/APPLICATION` or `PROJECT/NAMESPACE/APPLICATION`; the plain name for an object in no project. */
  readonly object: string;
}

export const requestFields = ['resource', 'action', 'object'] as const;
type RequestField = (typeof requestFields)[number];

/** `malformed`: the pattern makes casbin give up, so it answers the whole question with no. */
export type FieldMatch = 'yes' | 'no' | 'malformed' | 'unknown';

/**
 * Whether one field of a line matches the request's. Globs have no separators here: `*` crosses slashes, so `pay*` also
 * matches `payroll/x`. A malformed glob matches nothing; a regular expression matches anywhere in the value unless
 * anchored.
 */
export function fieldMatches(
  line: PolicyLine,
  request: ArgocdRequest,
  field: RequestField,
  mode: MatchMode,
): FieldMatch {
  if (mode === 'glob') return globMatches(line[field], request[field], '') ? 'yes' : 'no';
  const regex = readRegex(line[field]);
  if (typeof regex === 'string') return regex;
  return regex.test(request[field]) ? 'yes' : 'no';
}

/** Whether a line matches: this looks at the fields in order, up to the first mismatch. */
function lineMatches(line: PolicyLine, request: ArgocdRequest, mode: MatchMode): FieldMatch {
  for (const field of requestFields) {
    const match = fieldMatches(line, request, field, mode);
    if (match !== 'yes') return match;
  }
  return 'yes';
}

/** Text that means the same to Go's regexp and to JavaScript's, an alternative for each piece. */
const piece =
  /([A-Za-z0-9 _/:@,=<>~#%&"'!;`-]|[\x80-\u{10ffff}])|(\.)|\\([^A-Za-z0-9\s]|[dwDW])|(\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_./*:+?()|$, ])+\])|(\((?:\?:)?|[\^$|)*+?])/uy;

/**
 * A Go regexp pattern (match mode `regex` in Argo CD's RBAC) as a JavaScript pattern.
 *
 * Takes only what both read alike and what cannot backtrack for ever: no counted repetition, no repeated group, no
 * flags.
 *
 * @returns 'malformed' for a pattern that Go refuses, 'unknown' for a pattern that is left out here
 */
export function readRegex(pattern: string): RegExp | 'malformed' | 'unknown' {
  if (/(?<!\\)(?:[)^$][*+?]|\(\?(?!:))/.test(pattern)) return 'unknown';
  let translated = '';
  piece.lastIndex = 0;
  while (piece.lastIndex < pattern.length) {
    const found = piece.exec(pattern);
    if (!found) return 'unknown';
    const [, plain, dot, escaped, set, sign] = found;
    if (escaped !== undefined)
      translated += /[dwDW]/.test(escaped) ? `\\${escaped}` : `\\u{${(escaped.codePointAt(0) as number).toString(16)}}`;
    else translated += dot ? '[^\\n]' : (plain ?? set ?? sign);
  }
  try {
    return new RegExp(translated, 'u');
  } catch {
    return 'malformed';
  }
}
