import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrograms } from '@tinjis/cluster/programs/build';
import { modules } from '@tinjis/cluster/programs/list';
import type { Progress } from '@tinjis/cluster/progress';

/** Something that is made once and cached. */
export interface Part {
  readonly name: string;
  /** How long it took when it was made. */
  readonly seconds: number;
}

/**
 * What the cache holds, with how long each took when it was made: builders keep their times. A Go build cache that was
 * warm made them smaller; `--cold` measures without one.
 * @param cache the cluster's cache folder
 */
export async function coldParts(cache: string, progress: Progress): Promise<readonly Part[]> {
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

function part(name: string, file: string): Part {
  return { name, seconds: Number(readFileSync(file, 'utf8')) };
}
