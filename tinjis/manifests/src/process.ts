import { execFile } from 'node:child_process';

/** How a program ended. Text is UTF-8. */
export interface Finished {
  /** Exit code; undefined where the program did not start or was ended by a signal. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment of the program: nothing is inherited that is not named. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Given on standard input, which ends with it; nothing when absent. */
  readonly input?: string;
  /** Longest time in seconds, after which the program is ended; none when absent. */
  readonly seconds?: number;
}

/** Longest output that is taken, in bytes: above what a large organisation renders to, below what fills memory. */
const longestOutput = 512 * 1024 * 1024;

/**
 * Runs another program to its end, without a shell. Never rejects: a program that is missing or ends badly is an answer
 * too.
 * @param command path of the program, or a name that is looked up on the PATH of `env`
 */
export function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env, input, seconds = 0 }: ProcessOptions,
): Promise<Finished> {
  return new Promise((resolve) => {
    const options = {
      ...(cwd === undefined ? {} : { cwd }),
      env,
      maxBuffer: longestOutput,
      timeout: seconds * 1000,
      windowsHide: true,
    };
    const { stdin } = execFile(command, [...args], options, (error, stdout, stderr) => {
      if (!error) resolve({ status: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
      else resolve({ status: undefined, stdout, stderr: `${error.message}\n${stderr}` });
    });
    // A program that ends before it has read everything says why by its exit code.
    stdin?.on('error', () => undefined).end(input);
  });
}
