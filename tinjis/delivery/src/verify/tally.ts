import { entry, type Entries } from '../entry.ts';
import type { Basis, Reason, Ruling, Verdict } from '@tinjis/rules/ruling';
import type { Finding } from '@tinjis/rules/finding';
import type { At } from '@tinjis/rules/objects/located';

/** One case of a promise: who, what, and where to look when no rule can be cited. */
export interface Case {
  readonly who: string;
  readonly what: string;
  readonly otherwise: At;
  /** Where pods of the case bear another workload's name, and so are granted what is that one's. */
  readonly borrowed?: At | undefined;
}

const proof = 'A promise holds when every case that must be closed is, and every case that must be open is.';

/** What every promise can find. */
export const caseFindings: Entries = {
  'promise/open': entry('{who} can {what}, and must not', proof, 'remove the rule that grants it'),
  'promise/closed': entry('{who} cannot {what}, and must be able to', proof, 'grant what is missing'),
  'promise/borrowed-name': entry(
    '{who} can {what}, and must not: the pods here bear the name of another workload',
    'Network policies know a pod by its label app.kubernetes.io/name alone, so whoever bears it may do what its owner may.',
    'give the pods the name of their own workload in app.kubernetes.io/name, here and in the selector',
  ),
  'promise/undecided': entry(
    'whether {who} can {what} cannot be told, so it is not proved',
    proof,
    'write the rule so that it can be decided',
  ),
};

/** Counts the cases of one promise and keeps its breaches. */
export class Tally {
  readonly breaches: Finding[] = [];
  /** What is no breach and still worth saying, such as a cluster without builds. */
  readonly notes: string[] = [];
  #cases = 0;
  #byClass = 0;

  get cases(): number {
    return this.#cases;
  }

  /** Those of the cases that were settled together with another, and not asked. */
  get byClass(): number {
    return this.#byClass;
  }

  /** Counts cases that are settled together with one that was asked, by an argument that holds for all of them. */
  settled(cases: number): void {
    this.#cases += cases;
    this.#byClass += cases;
  }

  /** One case with all that was found in it, which may be nothing. */
  judged(findings: readonly Finding[]): void {
    this.#cases += 1;
    this.breaches.push(...findings);
  }

  /** One case that either holds or is a breach. */
  hold(holds: boolean, breach: () => Finding): void {
    this.#cases += 1;
    if (!holds) this.breaches.push(breach());
  }

  /** One case that must be refused. What cannot be decided counts as open: a proof that has a gap is none. */
  refused(asked: Case, ruling: Ruling): void {
    this.#expect(
      ruling.verdict === 'deny',
      ruling.verdict === 'unknown' ? 'promise/undecided' : 'promise/open',
      asked,
      ruling,
    );
  }

  /** One case that must be allowed, or else a repository in which nothing works would keep every promise. */
  allowed(asked: Case, ruling: Ruling): void {
    const open = ruling.verdict === 'allow' || ruling.verdict === 'not-applicable';
    this.#expect(open, ruling.verdict === 'unknown' ? 'promise/undecided' : 'promise/closed', asked, ruling);
  }

  // What led to a ruling is read of a breach alone: it may have to be worked out first.
  #expect(kept: boolean, code: string, { who, what, otherwise, borrowed }: Case, ruling: Ruling): void {
    this.hold(kept, () => {
      // The rule is as it should be, and its author is another.
      if (borrowed && code === 'promise/open')
        return { code: 'promise/borrowed-name', args: { who, what }, at: borrowed };
      const { reasons, verdict } = ruling;
      const because = reasons.find(({ basis }) => telling[verdict].includes(basis)) ?? reasons[0];
      return { code, args: { who, what }, at: closestPlace(because, reasons, otherwise), because };
    });
  }
}

/** Which of several reasons tells why: what grants, or what refuses. */
const telling: Readonly<Record<Verdict, readonly Basis[]>> = {
  allow: ['granted'],
  deny: ['forbidden', 'nothing-grants'],
  unknown: ['input-missing'],
  'not-applicable': [],
};

/**
 * Where to look for what a reason is about. Where nothing grants, that is the rule that came closest: it is more likely
 * to be mistyped than the places that were searched.
 */
function closestPlace(because: Reason, reasons: readonly Reason[], otherwise: At): At {
  const close = reasons.flatMap(({ basis, at }) => (basis === 'nothing-grants' && !('searched' in at) ? [at] : []));
  return 'searched' in because.at && because.basis === 'nothing-grants' && close[0]
    ? close[0]
    : placeOf(because, otherwise);
}

/** Where a reason points: its rule, or the first place where one was looked for. */
export function placeOf({ at }: Reason, otherwise: At): At {
  return 'searched' in at ? (at.searched[0] ?? otherwise) : at;
}
