import { runProcess } from '@tinjis/manifests/process';

interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Given on standard input. */
  readonly input?: string;
  /** Longest time in seconds; none when absent. */
  readonly seconds?: number;
}

/**
 * Runs a program that must succeed, in the environment of this process.
 * @returns its standard output
 * @throws Error with the program's name and the last lines it wrote on standard error
 */
export async function runOrFail(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await runProcess(command, args, {
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (status === 0) return stdout;
  // Only the last words: the output of a whole build may precede them.
  throw new Error(`${command} ${args.slice(0, 3).join(' ')}: ${lastWords(stderr) || `it ended with ${status}`}`);
}

function lastWords(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ').slice(-600);
}

/** Whether something succeeds. For a program: whether it exists and exits with 0. */
export function succeeds(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** A word for a POSIX shell, whatever characters it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Calls apt-get. If that fails, updates the package lists and calls it once more: a new machine has no lists, and an
 * old machine's lists name files that are gone.
 * @throws Error with apt-get's last words when it fails again
 */
export async function apt(args: readonly string[], options: Pick<RunOptions, 'cwd'> = {}): Promise<void> {
  // As root: apt's own user cannot write into a folder of ours.
  const words = [...args, '-o', 'APT::Sandbox::User=root'];
  const call = () => runOrFail('apt-get', words, { ...options, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  try {
    await call();
  } catch {
    await runOrFail('apt-get', ['update']);
    await call();
  }
}
