import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensurePrograms } from '@tinjis/cluster/programs/build';
import { modules } from '@tinjis/cluster/programs/list';
import type { Progress } from '@tinjis/cluster/progress';
import { processesIn } from '@tinjis/cluster/machine/control-groups';
import { daemonProcess } from '@tinjis/cluster/process/daemon';
import { controlGroupOf } from '@tinjis/cluster/machine/instance';
import { gitDaemon } from '@tinjis/platform/git/daemon';
import { foldersOf } from '@tinjis/cluster/state';

/** A part that is made once and cached. */
export interface CachedPart {
  readonly name: string;
  /** How long making it took. */
  readonly seconds: number;
}

/**
 * The parts in the cache, with the time each took to make: builders record their times. A warm Go build cache shortens
 * these times; `--cold` measures without it.
 * @param cache the cluster's cache folder
 */
export async function coldParts(cache: string, progress: Progress): Promise<readonly CachedPart[]> {
  const built = Object.values(
    await ensurePrograms(
      modules.map(({ folder }) => folder),
      cache,
      progress,
    ),
  );
  const programs = built.flatMap(({ folder }) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.seconds'))
      .map((file) => part(`program ${file.slice(0, -'.seconds'.length)}`, join(folder, file))),
  );
  const images = join(cache, 'images', 'seconds');
  return [
    ...programs,
    ...(existsSync(images) ? readdirSync(images).map((name) => part(`image ${name}`, join(images, name))) : []),
  ].toSorted((one, other) => other.seconds - one.seconds);
}

function part(name: string, file: string): CachedPart {
  return { name, seconds: Number(readFileSync(file, 'utf8')) };
}

/** The memory of all processes of one kind. */
export interface Share {
  readonly name: string;
  readonly processes: number;
  readonly mebibytes: number;
}

/**
 * Memory of everything that a bare instance runs: the cluster's daemons, its pods, and the git server beside it. The
 * figures are proportional (PSS): memory that processes share counts once in total, so the sum is what the machine
 * would get back.
 * @returns by program, the largest first
 */
export function memoryOf(name: string): readonly Share[] {
  const git = daemonProcess(foldersOf(name), gitDaemon);
  const shares = new Map<string, { processes: number; mebibytes: number }>();
  for (const pid of new Set([...processesIn(controlGroupOf(name)), ...(git ? [git.pid] : [])])) {
    const mebibytes = proportional(pid);
    if (mebibytes === undefined) continue;
    const what = programOf(pid);
    const { processes, mebibytes: before } = shares.get(what) ?? { processes: 0, mebibytes: 0 };
    shares.set(what, { processes: processes + 1, mebibytes: before + mebibytes });
  }
  return [...shares]
    .map(([program, share]) => ({ name: program, ...share }))
    .toSorted((one, other) => other.mebibytes - one.mebibytes);
}

function proportional(pid: number): number | undefined {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined; // it ended in the meantime
  }
}

/** The program's name; for Node, the name of the file it runs. */
function programOf(pid: number): string {
  const [command = '', ...words] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const script = basename(command) === 'node' ? words.find((word) => word.endsWith('.ts')) : undefined;
  return script?.split('/').slice(-3).join('/') ?? basename(command.split(' ')[0] ?? '').replace(/:$/, '');
}
