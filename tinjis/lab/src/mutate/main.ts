/**
 * `npm run mutate`: weakens the trees in every known way, one change at a time, and lets `verify` find each change.
 *
 * Exit codes: 0 every change was found, 1 one was not, 2 wrong usage.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { showProgress } from '@tinjis/antaeus/seed/progress';
import { verify } from '@tinjis/delivery/api';
import { readEquivalents, scoreOf, foundShares, type Tried } from './score.ts';
import { mutantsOf, sample } from './mutants.ts';
import { reportOf } from './report.ts';
import { inMemory } from './trees.ts';

const here = import.meta.dirname;
const root = join(here, '../../../..');
const usage = `Usage: npm run mutate -- [--only PATH] [--sample N] [--seed N]
  every change of every file unless told: --only takes the files whose path contains PATH, --sample that many changes`;
const { only, size, seed } = settings();
const tree = inMemory(root);
const before = verify(tree);
if (!('kept' in before) || !before.kept) {
  console.error(
    'The trees as they are keep not every promise, so nothing can be said of weaker ones; see `npx tinjis verify`',
  );
  process.exit(1);
}
const started = performance.now();
const mutants = mutantsOf(tree);
const places = [...mutants.keys()].filter((place) => mutants[place]?.file.includes(only));
const chosen = size === undefined ? places : sample(places, size, seed);
const workers = Math.min(availableParallelism(), Math.ceil(chosen.length / 50), 8);
const tried: Tried[] = [];
const show = showProgress(process.stderr, 'mutants tried');
await Promise.all(
  Array.from({ length: workers }, async (_, index) => {
    // Neighbours weaken the same file by the same operator, so they stay together and share what the first prepared.
    const share = chosen.slice(
      Math.floor((index * chosen.length) / workers),
      Math.floor(((index + 1) * chosen.length) / workers),
    );
    const worker = new Worker(join(here, 'worker.ts'), { workerData: { root, places: share } });
    worker.on('message', (each: Tried) => {
      show(tried.push(each), chosen.length);
    });
    await once(worker, 'exit');
  }),
);
const score = scoreOf(tried, readEquivalents(readFileSync(join(here, 'equivalent.yaml'), 'utf8')));
// A sample does not need every entry, so only a full run tells which entries are stale.
console.log(reportOf(chosen.length === mutants.length ? score : { ...score, stale: [] }));
console.log(
  `\n${tried.length} of ${mutants.length} mutants in ${((performance.now() - started) / 1000).toFixed(0)} s with ${workers} workers`,
);
if (tried.length < chosen.length || foundShares(score.total).withDrift < 1) process.exitCode = 1;

function settings(): { readonly only: string; readonly size: number | undefined; readonly seed: number } {
  try {
    const { values } = parseArgs({
      options: {
        sample: { type: 'string' },
        seed: { type: 'string', default: '1' },
        only: { type: 'string', default: '' },
      },
    });
    for (const [name, text] of Object.entries({ sample: values.sample ?? '1', seed: values.seed })) {
      if (!/^\d{1,9}$/.test(text)) throw new TypeError(`--${name} takes a whole number, not "${text}"`);
    }
    const size = values.sample === undefined ? undefined : Number(values.sample);
    return { only: values.only, size, seed: Number(values.seed) };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}
