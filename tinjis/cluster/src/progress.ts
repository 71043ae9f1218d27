import { errorText } from '@tinjis/manifests/error-text';
import { Failure } from '@tinjis/manifests/failure';

/** What a person may look at when a step fails. */
interface Hints {
  /** Log file that tells more. */
  readonly log?: string;
  /** What to do. Without it, the message says to run `tinjis up` again, which repairs. */
  readonly fix?: string;
}

/** Says what is being done and how long it took: "this step, since start, what", one line a step. */
export interface Progress {
  /**
   * Does a step and says so when it is done.
   * @param what the step as a person calls it
   * @throws Failure (found) naming the step, the log file and the fix; a Failure of the step itself goes through as it
   * is
   */
  step<T>(what: string, work: () => Promise<T> | T, hints?: Hints): Promise<T>;
  /** A line without a time: a choice that was made, something that takes long. */
  note(line: string): void;
}

/** How time passes for a progress. */
export interface Timing {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** After how long, in milliseconds, a step that is still under way says so, again and again. */
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
