import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

/** A server of the benchmark, as a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** From spawning it to its first word, in milliseconds. */
  readonly startMs: number;
  /** Processor time used so far, in milliseconds. */
  cpuMs(): number;
  /** Resident memory in MiB; undefined where the system does not tell. */
  residentMiB(): number | undefined;
  end(): Promise<void>;
}

/**
 * Starts a script and waits for the address it prints.
 *
 * @param script path; the first URL it prints is the address
 */
export async function startProcess(script: string, env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstUrl(child);
  const startMs = performance.now() - started;
  return {
    url,
    startMs,
    cpuMs: () => cpuMs(child),
    residentMiB: () => residentMiB(child),
    end: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function firstUrl({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const url = /http:\/\/[\d.]+:\d+/.exec(text)?.[0];
    if (url !== undefined) {
      stdout?.resume();
      return url;
    }
  }
  throw new Error(`a server ended before it listened: ${text}`);
}

function cpuMs({ pid }: ChildProcess): number {
  // Time on a processor in nanoseconds, of each thread: /proc/PID/stat counts in hundredths of a second only.
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce(
    (sum, thread) => sum + Number((proc(pid, `task/${thread}/schedstat`) ?? '0').split(' ')[0]) / 1e6,
    0,
  );
}

function residentMiB({ pid }: ChildProcess): number | undefined {
  const kib = /VmRSS:\s+(\d+)/.exec(proc(pid, 'status') ?? '')?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

function proc(pid: number | undefined, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
