import {
  type Observed,
  type Predicted,
  type Refuser,
  agrees,
  observedText,
  predictedText,
} from '../../refusals/decision.ts';
import type { CheckOutcome, LiveCheck } from '../../harness/check.ts';

/** Somebody tries something on the running platform. */
export interface MatrixCase {
  /** Unique; the section first: `kubernetes/payments-dev/create-pods`. */
  readonly name: string;
  readonly identity: string;
  /** What is tried, as the end of "IDENTITY may [not] …". */
  readonly action: string;
  readonly expected: ExpectedOutcome;
  /**
   * The prediction of `tinjis can`. Absent where it has no model of whoever decides; `unmodelled` then names the
   * decider.
   */
  predict?(): Predicted;
  readonly unmodelled?: string;
  /**
   * `real`: done as anybody would do it. `dry-run`: the server judges it in full and stores nothing; used where doing
   * it would leave traces.
   */
  readonly how: 'real' | 'dry-run';
  /** For a refusal: the name of the case that shows that the same attempt gets through where it is allowed. */
  readonly control?: string;
  /** @throws whatever kept the case from being tried */
  attempt(signal: AbortSignal): Promise<Observed>;
}

export type ExpectedOutcome =
  | { readonly verdict: 'allowed' }
  | {
      readonly verdict: 'denied';
      /** The layer that refuses. */
      readonly layer: Refuser;
      /** A match for the refuser's words. */
      readonly message: RegExp;
    };

export const allowed: ExpectedOutcome = { verdict: 'allowed' };

export function refused(layer: Refuser, message: RegExp): ExpectedOutcome {
  return { verdict: 'denied', layer, message };
}

/** The case as a sentence. */
export function sentence({ identity, action, expected }: Pick<MatrixCase, 'identity' | 'action' | 'expected'>): string {
  return `${identity} may ${expected.verdict === 'allowed' ? '' : 'not '}${action}`;
}

/** Compares the observation with the expectation, and with the prediction of `tinjis can`. */
function judgeCase(tried: MatrixCase, observed: Observed, control: Observed | undefined): CheckOutcome {
  const { identity, action, expected, how, unmodelled } = tried;
  const predicted = tried.predict?.();
  const faults = [
    ...faultsAgainst(expected, observed),
    ...(predicted && !agrees(predicted, observed) ? [`tinjis can: ${predictedText(predicted)}`] : []),
    ...(control?.verdict === 'denied'
      ? [`the refusal proves nothing: its control ${tried.control ?? ''} did not get through: ${observedText(control)}`]
      : []),
  ];
  return {
    passed: faults.length === 0,
    ...(observed.verdict === 'denied' && { observed: `${observed.layer}: ${shortened(observed.message)}` }),
    explanation: faults.length === 0 ? [] : [`seen: ${observedText(observed)}`, ...faults],
    record: {
      identity,
      action,
      how,
      expected: expected.verdict === 'allowed' ? expected : { ...expected, message: expected.message.source },
      observed,
      ...(predicted ? { predicted } : { unmodelled }),
      ...(tried.control !== undefined && { control: tried.control }),
    },
  };
}

function faultsAgainst(expected: ExpectedOutcome, observed: Observed): readonly string[] {
  if (expected.verdict === 'allowed') return observed.verdict === 'allowed' ? [] : ['expected: allowed'];
  if (observed.verdict === 'allowed') return [`expected: refused by ${expected.layer}`];
  return [
    ...(observed.layer === expected.layer ? [] : [`expected: refused by ${expected.layer}`]),
    ...(expected.message.test(observed.message) ? [] : [`expected the words: ${expected.message.source}`]),
  ];
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}

/**
 * Longest time for a case and its control, in seconds: a changed key takes up to two minutes to reach a running pod.
 */
const patience = 240;

/**
 * Turns cases into checks. Each case is tried once, even when it is the control of several refusals.
 * @throws Error where two cases share a name, or a refusal lacks a control that is expected to get through
 */
export function toChecks(cases: readonly MatrixCase[]): readonly LiveCheck[] {
  const byName = new Map(cases.map((each) => [each.name, each]));
  if (byName.size < cases.length) throw new Error(`two cases of the matrix have one name: ${twice(cases)}`);
  const tried = new Map<string, Promise<Observed>>();
  const attempt = (one: MatrixCase, signal: AbortSignal): Promise<Observed> => {
    const before = tried.get(one.name);
    if (before) return before;
    const now = one.attempt(signal);
    tried.set(one.name, now);
    return now;
  };
  return cases.map((one): LiveCheck => {
    const control = controlOf(one, byName);
    return {
      name: one.name,
      title: sentence(one),
      within: patience,
      run: async (signal) => judgeCase(one, await attempt(one, signal), control && (await attempt(control, signal))),
    };
  });
}

function controlOf(
  { name, expected, control }: MatrixCase,
  cases: ReadonlyMap<string, MatrixCase>,
): MatrixCase | undefined {
  if (expected.verdict === 'allowed') return undefined;
  const found = cases.get(control ?? '');
  if (found?.expected.verdict !== 'allowed')
    throw new Error(`the case ${name} has no control that gets through: ${control ?? 'none is named'}`);
  return found;
}

function twice(cases: readonly MatrixCase[]): string {
  const names = cases.map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index).join(', ');
}

/** The name of everything that the matrix makes or tries to make, and the text that it adds to files. */
export const scratchName = 'tinjis-matrix';
