import { execFile } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Given on standard input. */
  readonly input?: string;
  /** Longest time in seconds; none when absent. */
  readonly seconds?: number;
}

/**
 * Runs a program to its end, without a shell.
 * @returns its standard output
 * @throws Error with the program's name and the last lines it wrote on standard error
 */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env, input, seconds }: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      ...(cwd === undefined ? {} : { cwd }),
      ...(seconds === undefined ? {} : { timeout: seconds * 1000 }),
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    };
    const child = execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      // Without the cause, which holds every line on standard error once more: a whole build's, at worst.
      else reject(new Error(`${command} ${args.slice(0, 3).join(' ')}: ${lastWords(stderr) || error.message}`));
    });
    child.stdin?.on('error', () => undefined); // a program that ended early says why by its exit code
    child.stdin?.end(input ?? '');
  });
}

function lastWords(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ').slice(-600);
}
