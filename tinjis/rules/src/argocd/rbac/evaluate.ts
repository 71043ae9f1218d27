import { lineMatches, type RbacRequest } from './match.ts';
import type { MatchMode, PolicyLine, PolicySet, RoleLink } from './policy.ts';

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
export interface Held {
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
  request: RbacRequest,
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
