import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** NODE_OPTIONS of payment's image: the bench runs payment as the image does. */
export function imageNodeOptions(): string {
  const path = join(import.meta.dirname, '..', 'Dockerfile');
  const options = /^ENV NODE_OPTIONS=(\S+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (options === undefined)
    throw new Error(`${path} sets no NODE_OPTIONS: put the line back, or leave it out of the bench`);
  return options;
}
