import type { MatchMode, PolicyLine, PolicySet, RoleLink } from './policy.ts';
import { globMatches } from '../glob/glob.ts';

/** How many `g` lines casbin follows from a subject. */
const longestChain = 10;

/** What casbin says about one subject, and the line that made it say so. */
export interface Evaluation {
  readonly outcome: 'allow' | 'deny' | 'nothing' | 'malformed' | 'unknown';
  readonly line?: PolicyLine;
  /** The `g` lines from the subject to the line's role. */
  readonly chain: readonly RoleLink[];
}

/** A line that is about the subject, directly or by its roles. */
interface Held {
  readonly line: PolicyLine;
  readonly chain: readonly RoleLink[];
}

/** Every line a subject holds, in the order casbin goes through them within a set. */
export function linesHeldBy(sets: readonly PolicySet[], subject: string): Held[] {
  const chains = rolesOf(sets, subject);
  return sets.flatMap(({ lines }) =>
    [...chains].flatMap(([role, chain]) => (lines.get(role) ?? []).map((line) => ({ line, chain }))),
  );
}

/**
 * Asks casbin's model (some allow and no deny) about one subject.
 * @param sets loaded together, the general one first
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
  /** `PROJECT/APPLICATION` or `PROJECT/NAMESPACE/APPLICATION`; the plain name for what is in no project. */
  readonly object: string;
}

export const requestFields = ['resource', 'action', 'object'] as const;
type RequestField = (typeof requestFields)[number];

/** `malformed`: the pattern makes casbin give up, and the whole question is answered with no. */
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

/** Whether a line matches: the fields are looked at in order, up to the first that does not. */
function lineMatches(line: PolicyLine, request: ArgocdRequest, mode: MatchMode): FieldMatch {
  for (const field of requestFields) {
    const match = fieldMatches(line, request, field, mode);
    if (match !== 'yes') return match;
  }
  return 'yes';
}

/** Text that means the same to Go's regexp and to JavaScript's, one alternative for each piece. */
const piece =
  /([A-Za-z0-9 _/:@,=<>~#%&"'!;`-]|[\x80-\u{10ffff}])|(\.)|\\([^A-Za-z0-9\s]|[dwDW])|(\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_./*:+?()|$, ])+\])|(\((?:\?:)?|[\^$|)*+?])/uy;

/**
 * A pattern of Go's regexp (match mode `regex` of Argo CD's RBAC) as one of JavaScript's.
 *
 * Only what both read alike, and what cannot backtrack for ever: no counted repetition, no repeated group, no flags.
 *
 * @returns 'malformed' for what Go refuses, 'unknown' for what is left out here
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
