import type { LiveCluster } from '@tinjis/cluster/cluster';
import type { Folders } from '@tinjis/cluster/state';

/** Something tried on the running platform, with what must come of it. */
export interface LiveCheck {
  /**
   * What it is called in a report and by `--only`, unique in its group: words joined by `/` and `-`, the general before
   * the particular.
   */
  readonly name: string;
  /** A sentence in the present tense that is true when the check passes. */
  readonly title: string;
  /** Longest time it may take, in seconds; then it has failed. 60 when left out. */
  readonly within?: number;
  /**
   * Breaks what others use, so that it runs only when `--only` names it or when the cluster was brought up for this
   * very run. The text says what it breaks.
   */
  readonly breaks?: string;
  /** Why it cannot be tried on this cluster, whoever asks: it is left out, and the report says so. */
  readonly impossible?: string;
  /**
   * Tries it for real.
   * @param signal aborted when its time is over or the run is interrupted
   * @throws whatever kept it from being tried: the check has failed then, with the error's message
   */
  run(signal: AbortSignal): Promise<CheckOutcome>;
}

export interface CheckOutcome {
  readonly passed: boolean;
  /** A few words behind the title, passed or not: what was seen. */
  readonly observed?: string;
  /** Lines below a failed check: what was expected, what came, who said so, where to look. */
  readonly explanation?: readonly string[];
  /** Numbers worth comparing between runs, their unit in the name: `{syncedSecondsP50: 0.9}`. */
  readonly measures?: Readonly<Record<string, number>>;
  /** Whatever else a later reader of the report needs, as JSON. */
  readonly record?: Readonly<Record<string, unknown>>;
}

/** What a group's checks are given. */
export interface CheckContext {
  readonly cluster: LiveCluster;
  /** Top folder of the checkout whose checks these are. */
  readonly root: string;
  /** Where everything of the cluster's instance lies on this machine. */
  readonly folders: Folders;
  /** The cluster was brought up for this run alone and is taken down after it. */
  readonly freshCluster: boolean;
  /** Says what is being done, for whoever waits. Not for results. */
  progress(line: string): void;
  /**
   * Registers how to undo a change of something that is not the checks' own. Called after the group's last check, the
   * last one first, also after failures and interruptions.
   * @param what what is put back, in a few words: shown when that fails
   */
  putBack(what: string, undo: () => Promise<void>): void;
}

/**
 * Checks that share what they need. One line in `groups.ts` plugs a group in.
 */
export interface CheckGroup {
  /** How many of its checks may run at the same time. They start in their order. */
  readonly width: number;
  /** Its checks change what others observe, so that no other group runs beside it. */
  readonly alone: boolean;
  /** Makes ready what the checks need and lists them. Throwing fails the group as one failed check. */
  open(context: CheckContext): Promise<readonly LiveCheck[]>;
}
