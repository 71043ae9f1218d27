import { runProcess } from '@tinjis/manifests/process';

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
 * Runs a program that must end well, in the environment of this process.
 * @returns its standard output
 * @throws Error with the program's name and the last lines it wrote on standard error
 */
export async function runOrFail(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await runProcess(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (status === 0) return stdout;
  // The last words only: a whole build may stand before them.
  throw new Error(`${command} ${args.slice(0, 3).join(' ')}: ${lastWords(stderr) || `it ended with ${status}`}`);
}

function lastWords(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ').slice(-600);
}
