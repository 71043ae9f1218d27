import type { Observed, Predicted, Refuser } from '../refusals/decision.ts';

/** Somebody tries something on the running platform. */
export interface MatrixCase {
  /** Unique; the section first: `kubernetes/payments-dev/create-pods`. */
  readonly name: string;
  readonly identity: string;
  /** What is tried, as the end of "IDENTITY may [not] …". */
  readonly action: string;
  readonly expected: ExpectedOutcome;
  /**
   * What `tinjis can` says about it.
   * Absent where it has no model of whoever decides, which `unmodelled` then names.
   */
  predict?(): Predicted;
  readonly unmodelled?: string;
  /**
   * `real`: done as anybody would do it. `dry-run`: judged in full by the server and not stored, where doing it would
   * leave traces.
   */
  readonly how: 'real' | 'dry-run';
  /** Of a refusal: name of the case that shows that the same attempt gets through when it may. */
  readonly control?: string;
  /** @throws what kept it from being tried */
  attempt(signal: AbortSignal): Promise<Observed>;
}

export type ExpectedOutcome =
  | { readonly verdict: 'allowed' }
  | {
      readonly verdict: 'denied';
      /** Who refuses. */
      readonly layer: Refuser;
      /** In the refuser's words. */
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
