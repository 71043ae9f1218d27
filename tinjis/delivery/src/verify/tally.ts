import { foreignFindings } from '../answer/foreign-kinds.ts';
import { settingsElsewhere } from '../answer/rules.ts';
import { entry, type Entries } from '../entry.ts';
import type { Basis, Reason, Ruling, Verdict, Finding } from '@tinjis/rules/ruling';
import type { At } from '@tinjis/rules/objects/located';

/** One case of a promise: who, what, and where to look if no rule can be cited. */
export interface Case {
  readonly who: string;
  readonly what: string;
  readonly otherwise: At;
  /**
   * Where the author of a refused manifest changes it; undefined if it is the platform that is to change something.
   * Looked up only for a breach.
   */
  readonly written?: (() => At | undefined) | undefined;
  /** The place where the pods of this case bear another workload's name, and so get its rights. */
  readonly borrowed?: At | undefined;
}

const proof = 'A promise holds when every case that must be closed is, and every case that must be open is.';

/** The findings that every promise can make. */
export const caseFindings: Entries = {
  ...foreignFindings,
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
  /** Remarks that are no breach but still worth saying, such as a cluster without builds. */
  readonly notes: string[] = [];
  /** Questions that settings decide which are not in the repository: neither kept nor broken. */
  readonly elsewhere: At[] = [];
  #cases = 0;
  #byClass = 0;

  get cases(): number {
    return this.#cases;
  }

  /** The number of cases that another case settled, without a question of their own. */
  get byClass(): number {
    return this.#byClass;
  }

  /** A question that settings decide which are not in the repository, if `at` says that they are not. */
  leftOpen(at: At | undefined): void {
    if (at) this.elsewhere.push(at);
  }

  /** Counts cases that a question about another case settles, by an argument that holds for all of them. */
  settled(cases: number): void {
    this.#cases += cases;
    this.#byClass += cases;
  }

  /** One case with all its findings, which may be none. */
  judged(findings: readonly Finding[]): void {
    this.#cases += 1;
    this.breaches.push(...findings);
  }

  /** A case that either holds or is a breach. */
  hold(holds: boolean, breach: () => Finding): void {
    this.#cases += 1;
    if (!holds) this.breaches.push(breach());
  }

  /** One case that must be refused. An undecided case counts as open: a proof with a gap is no proof. */
  refused(asked: Case, ruling: Ruling): void {
    this.#expect(
      ruling.verdict === 'deny',
      ruling.verdict === 'unknown' ? 'promise/undecided' : 'promise/open',
      asked,
      ruling,
    );
  }

  /** One case that must be allowed; otherwise a repository in which nothing works would keep every promise. */
  allowed(asked: Case, ruling: Ruling): void {
    const open = ruling.verdict === 'allow' || ruling.verdict === 'not-applicable';
    this.#expect(open, ruling.verdict === 'unknown' ? 'promise/undecided' : 'promise/closed', asked, ruling);
  }

  // Reads a ruling's reasons only for a breach: they may have to be worked out first.
  #expect(kept: boolean, code: string, { who, what, otherwise, borrowed, written }: Case, ruling: Ruling): void {
    if (ruling.verdict === 'unknown' && ruling.reasons.every((each) => each.code === settingsElsewhere)) {
      this.leftOpen(placeOf(ruling.reasons[0], otherwise));
      return;
    }
    this.hold(kept, () => {
      // The rule is as it should be: the borrowed name is at fault.
      if (borrowed && code === 'promise/open')
        return { code: 'promise/borrowed-name', args: { who, what }, at: borrowed };
      const { reasons, verdict } = ruling;
      const because = reasons.find(({ basis }) => telling[verdict].includes(basis)) ?? reasons[0];
      const own = code === 'promise/open' ? undefined : written?.();
      return { code, args: { who, what }, at: own ?? closestPlace(because, reasons, otherwise), because };
    });
  }
}

/** The reasons that explain a verdict: those that grant, or those that refuse. */
const telling: Readonly<Record<Verdict, readonly Basis[]>> = {
  allow: ['granted'],
  deny: ['forbidden', 'nothing-grants'],
  unknown: ['input-missing'],
  'not-applicable': [],
};

/**
 * The place to look for the subject of a reason. If nothing grants, that is the rule that came closest: a typing
 * mistake is more likely there than in the searched places.
 */
function closestPlace(because: Reason, reasons: readonly Reason[], otherwise: At): At {
  const close = reasons.flatMap(({ basis, at }) => (basis === 'nothing-grants' && !('searched' in at) ? [at] : []));
  return 'searched' in because.at && because.basis === 'nothing-grants' && close[0]
    ? close[0]
    : placeOf(because, otherwise);
}

/** The place that a reason points to: its rule, or the first place that was searched. */
export function placeOf({ at }: Reason, otherwise: At): At {
  return 'searched' in at ? (at.searched[0] ?? otherwise) : at;
}
