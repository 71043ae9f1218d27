import type { CheckOutcome } from './check.ts';

/** A check that was run, as the report keeps it. */
export interface Result extends CheckOutcome {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
}

/** A check that was left out, and why. Neither passed nor failed. */
export interface LeftOut {
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly why: string;
}

export interface Results {
  readonly run: readonly Result[];
  readonly leftOut: readonly LeftOut[];
}
