import { errorText, Failure } from '@tinjis/manifests/failure';

/** Help for a person when a step fails. */
interface Hints {
  /** Log file that tells more. */
  readonly log?: string;
  /** The fix. Without it, the message says to run `tinjis up` again, which repairs. */
  readonly fix?: string;
}

/** Reports the current step and its duration: "this step, since start, what", one line a step. */
export interface Progress {
  /**
   * Does a step and reports its end.
   * @param what the step in a person's words
   * @throws Failure (found) naming the step, the log file and the fix; a Failure of the step itself passes unchanged
   */
  step<T>(what: string, work: () => Promise<T> | T, hints?: Hints): Promise<T>;
  /** A line without a time: a choice that was made, or a step that takes long. */
  note(line: string): void;
}

/** The clock of a progress. */
export interface Timing {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** The interval, in milliseconds, at which a step that is still running says so. */
  readonly reminder: number;
}

const usual: Timing = { now: () => performance.now(), reminder: 30_000 };

/** @param write takes each line; standard error in a command */
export function progressOf(write: (line: string) => void, { now, reminder }: Timing = usual): Progress {
  const start = now();
  const seconds = (from: number) => `${((now() - from) / 1000).toFixed(1)}s`.padStart(7);
  return {
    note: (line) => {
      write(`${' '.repeat(18)}${line}`);
    },
    step: async (what, work, hints = {}) => {
      const begun = now();
      const reminding = setInterval(() => {
        write(`${seconds(begun)}  ${seconds(start)}  … ${what}: not yet`);
      }, reminder);
      try {
        const result = await work();
        write(`${seconds(begun)}  ${seconds(start)}  ${what}`);
        return result;
      } catch (error) {
        write(`${seconds(begun)}  ${seconds(start)}  ✘ ${what}`);
        if (error instanceof Failure) throw error;
        throw new Failure('found', {
          what: `${what}: ${errorText(error)}`,
          ...(hints.log === undefined ? {} : { why: `${hints.log} says more` }),
          fix: hints.fix ?? 'run the same command again: it repairs what is there; after `npm run down` it begins anew',
        });
      } finally {
        clearInterval(reminding);
      }
    },
  };
}
