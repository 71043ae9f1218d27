import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { GeneratedFile } from '../model/generated.ts';
import type { Model } from '../model/model.ts';
import type { Entries } from '../entry.ts';
import type { Tally } from './tally.ts';

/** What a proof is made from. */
export interface ProofContext {
  readonly tree: Tree;
  readonly reader: Reader;
  readonly model: Model;
  /** What follows from the team file. A proof is handed it, and calls no generator: it does not trust one. */
  readonly generated: readonly GeneratedFile[];
  /** When it is: what is proved of a certificate holds for a time. */
  readonly now: Date;
}

/** Something the repository promises, and its proof over every case there is. */
export interface DeliveryPromise {
  /** Kebab-case; stable, scripts may rely on it. */
  readonly name: string;
  /** The promise as a sentence. */
  readonly says: string;
  /** What its proof can find, by code, beside `caseFindings`, which each proof can. */
  readonly findings: Entries;
  /** Puts every case before the tally: those that must be open as well as those that must not. */
  prove(context: ProofContext, tally: Tally): void;
}

/** Why it matters, for what was found out by trying it. */
export const observed = 'Each of these was observed on a running Argo CD 3.6.1.';

/** How to fix what only the generator writes. */
export const changeTeamFile = 'change policies/teams.yaml if that is meant, and run `tinjis generate`';
