import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Folders } from '@tinjis/cluster/state';

/** Something that is tried on the running platform, and the result that must come of it. */
export interface LiveCheck {
  /**
   * The check's name in reports and for `--only`, unique in its group: words joined by `/` and `-`, the general before
   * the particular.
   */
  readonly name: string;
  /** A sentence in the present tense that is true when the check passes. */
  readonly title: string;
  /** The longest time it may take, in seconds; after that it has failed. 60 when left out. */
  readonly within?: number;
  /**
   * The check breaks what others use. It therefore runs only when `--only` names it, or when the cluster was brought up
   * for this very run. The text says what it breaks.
   */
  readonly breaks?: string;
  /** Why this cluster cannot try the check, whoever asks: the check is left out, and the report says so. */
  readonly impossible?: string;
  /**
   * Tries it for real.
   * @param signal aborted when the check's time is over or the run is interrupted
   * @throws whatever kept the check from being tried: it has then failed, with the error's message
   */
  run(signal: AbortSignal): Promise<CheckOutcome>;
}

export interface CheckOutcome {
  readonly passed: boolean;
  /** What was seen, in a few words behind the title, whether the check passed or not. */
  readonly observed?: string;
  /** Lines below a failed check: what was expected, what came, who said so, and where to look. */
  readonly explanation?: readonly string[];
  /** Numbers worth comparing between runs, with their unit in the name: `{syncedSecondsP50: 0.9}`. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Anything else that a later reader of the report needs, as JSON. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** The input to a group's checks. */
export interface CheckContext {
  readonly cluster: LiveCluster;
  /** Top folder of the checkout that these checks come from. */
  readonly root: string;
  /** The folders on this machine that hold everything for the cluster's instance. */
  readonly folders: Folders;
  /** The cluster was brought up for this run alone and is taken down after it. */
  readonly freshCluster: boolean;
  /** Tells whoever waits what is being done. Not for results. */
  progress(line: string): void;
  /**
   * Registers how to undo a change to something that is not the checks' own. The undo runs after the group's last
   * check, in reverse order, also after failures and interruptions.
   * @param what what is put back, in a few words: shown when the undo fails
   */
  putBack(what: string, undo: () => Promise<void>): void;
}

/** Checks that share what they need. One line in `groups.ts` plugs a group in. */
export interface CheckGroup {
  /** How many of the group's checks may run at the same time. They start in order. */
  readonly width: number;
  /** The group's checks change what others observe, so no other group runs beside it. */
  readonly alone: boolean;
  /** Prepares what the checks need, and lists them. If it throws, the group counts as one failed check. */
  open(context: CheckContext): Promise<readonly LiveCheck[]>;
}
