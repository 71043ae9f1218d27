import { explainedLater, reason, type Reason, type Ruling, unknown, type Verdict } from '../ruling.ts';
import { bestMatch, isMeant, type RuleMatch } from './match.ts';
import { peerText, type Side } from './peer.ts';
import type { Action, Tier, TierPolicy, Tiers } from './tiers.ts';

/** What the NetworkPolicies of a pod's namespace say about one side of a connection. */
export interface OwnRuling {
  /** Whether any of them governs the pod in this direction. */
  readonly isolated: boolean;
  readonly ruling: Ruling;
}

/** A rule that decides, or may decide: its `match` is `unknown` then. */
interface TierMatch extends RuleMatch {
  readonly policy: TierPolicy;
  readonly action: Action;
}

interface TierAnswer {
  readonly matches: readonly TierMatch[];
  /** Whether the connection may be left to the tiers below. */
  readonly falls: boolean;
}

/**
 * The answer of all tiers about one side of a connection: policies of the admin tier, then NetworkPolicies, and for a
 * pod that they do not isolate the policies of the baseline tier. The first rule that holds decides; rules of policies
 * with the same priority may be asked in any order, so they must agree.
 *
 * @param isEnforced whether the cluster's engine is known to enforce the policies of the tiers. If not, an answer must
 * be the same without them
 */
export function byTiers(side: Side, tiers: Tiers, own: OwnRuling, isEnforced: boolean): Ruling {
  const [first, ...more] = tiers.defects.map(({ kind, name, defect: { path, rule }, at }) =>
    reason('network/invalid-policy', 'input-missing', { policy: `${kind} ${name}`, rule }, at(path)),
  );
  if (first) return unknown(first, ...more);
  const { verdict, matches } = answerOf(side, tiers, own);
  const told = (): Reason[] => matches.map((match) => reasonOf(side, match));
  const without = own.ruling.verdict;
  if (verdict === without) {
    return matches.length === 0
      ? own.ruling
      : explainedLater(verdict, () => [...told(), ...own.ruling.reasons] as unknown as Ruling['reasons']);
  }
  if (isEnforced) return explainedLater(verdict, () => told() as unknown as Ruling['reasons']);
  return explainedLater('unknown', () => [
    notProved(side, matches, verdict, without),
    ...told(),
    ...own.ruling.reasons,
  ]);
}

function answerOf(
  side: Side,
  { admin, baseline }: Tiers,
  { isolated, ruling }: OwnRuling,
): { readonly verdict: Verdict; readonly matches: readonly TierMatch[] } {
  const before = ask(admin, side);
  const after = isLeft(before) && !isolated ? ask(baseline, side) : { matches: [], falls: isLeft(before) };
  const matches = [...before.matches, ...after.matches];
  const verdicts = new Set(matches.flatMap(({ action }): Verdict[] => (action === 'pass' ? [] : [action])));
  if (isLeft(after)) verdicts.add(ruling.verdict);
  const [verdict = 'unknown', another] = verdicts;
  return { verdict: another ? 'unknown' : verdict, matches };
}

function isLeft({ matches, falls }: TierAnswer): boolean {
  return falls || matches.some(({ action }) => action === 'pass');
}

function ask(tier: Tier, side: Side): TierAnswer {
  const matches: TierMatch[] = [];
  for (const group of tier) {
    const answers = group
      .filter(({ subject }) => isMeant(subject, side.pod))
      .map((policy) => firstMatches(policy, side));
    matches.push(...answers.flatMap((each) => each.matches));
    if (answers.some(({ falls }) => !falls)) return { matches, falls: false };
  }
  return { matches, falls: true };
}

/** The first rule that holds, and those before it that may hold. */
function firstMatches(policy: TierPolicy, side: Side): TierAnswer {
  const matches: TierMatch[] = [];
  for (const rule of policy.rules[side.direction]) {
    const best = bestMatch(side, [rule]);
    if (!best) continue;
    matches.push({ policy, action: rule.action, ...best });
    if (best.match === 'yes') return { matches, falls: false };
  }
  return { matches, falls: true };
}

const codes = {
  allow: ['network/cluster-allows', 'granted'],
  deny: ['network/cluster-denies', 'forbidden'],
  pass: ['network/cluster-passes', 'default'],
} as const;

function reasonOf({ direction, pod, other, port }: Side, { policy, action, match, path }: TierMatch): Reason {
  const [code, basis] = match === 'yes' ? codes[action] : (['network/cluster-undecided', 'input-missing'] as const);
  const [from, to] = direction === 'egress' ? [pod, other] : [other, pod];
  const args = {
    policy: `${policy.kind} ${policy.name}`,
    from: peerText(from),
    to: peerText(to),
    port: `${port.port}/${port.protocol}`,
  };
  return reason(code, basis, args, policy.at(path));
}

function notProved(side: Side, matches: readonly TierMatch[], enforced: Verdict, without: Verdict): Reason {
  const deciding = matches.find(({ action }) => action !== 'pass') as TierMatch;
  const { args, at } = reasonOf(side, deciding);
  return reason('network/cluster-not-proved', 'input-missing', { ...args, enforced, without }, at);
}
