import { randomInt } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeds have 32 bits, as many as the generator takes. */
export const largestSeed = 0xffff_ffff;

/** A random seed. */
export const anySeed = (): number => randomInt(largestSeed + 1);

/** A stream of numbers from 0 up to 1; the same for the same seed. */
export function randomStream(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}
