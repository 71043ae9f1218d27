import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { GeneratedFile } from '../model/generated.ts';
import type { Model } from '../model/model.ts';
import type { Tally } from './tally.ts';

/** What a proof is made from. */
export interface Context {
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
  /** Puts every case before the tally: those that must be open as well as those that must not. */
  prove(context: Context, tally: Tally): void;
}
