// `npm run bench -- --cluster [--cold]`: measures how long the platform takes to come up, how long a push takes to run,
// and how much memory everything uses. It brings up an instance of its own (bare) and takes it down. Figures from a
// busy machine say little.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progressOf } from '@tinjis/cluster/progress';
import { clusterCache, foldersOf } from '@tinjis/cluster/state';
import { coldParts, memoryOf } from './parts.ts';
import { type Figure, figureLine, tinjis } from '../measure.ts';
import type { RunReport } from '@tinjis/e2e/harness/report';

const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== '--cold');
if (unknown.length > 0) {
  console.error(`The cluster's bench knows --cold, and not ${unknown.join(', ')}`);
  process.exit(2);
}
const cold = options.includes('--cold');
const name = 'bench';
const instance = ['--bare', '--name', name];
const empty = cold ? mkdtempSync(join(tmpdir(), 'tinjis-cold-')) : undefined;
// Ignores everything that an earlier run may have left, Go's own caches included. npm's cache stays: `npm ci` comes
// before.
const env: Record<string, string> =
  empty === undefined
    ? {}
    : {
        XDG_CACHE_HOME: empty,
        GOCACHE: join(empty, 'go-build'),
        GOMODCACHE: join(empty, 'go-modules'),
      };

try {
  await tinjis(['down', '--name', name], env);
  const first = await tinjis(['up', ...instance], env);
  console.log(
    figureLine(
      cold
        ? { what: 'up, cold: nothing cached', value: first / 60, unit: 'min', aim: 40 }
        : { what: 'up, warm: from nothing, programs and images cached', value: first, unit: 's', aim: 90 },
    ),
  );
  console.log(figureLine({ what: 'up again', value: await tinjis(['up', ...instance], env), unit: 's', aim: 10 }));
  const parts = await coldParts(
    clusterCache({ ...process.env, ...env }),
    progressOf((text) => {
      console.error(text);
    }),
  );
  console.log(
    figureLine({
      what: 'parts of a cold up, as recorded when they were made',
      value: parts.reduce((sum, { seconds }) => sum + seconds, 0) / 60,
      unit: 'min',
    }),
  );
  parts.forEach(({ name: part, seconds }) => {
    console.log(figureLine({ what: `  ${part}`, value: seconds, unit: 's' }));
  });
  const shares = memoryOf(name);
  console.log(
    figureLine({
      what: 'memory of the whole platform (PSS)',
      value: shares.reduce((sum, { mebibytes }) => sum + mebibytes, 0),
      unit: 'MiB',
    }),
  );
  shares.forEach(({ name: program, processes, mebibytes }) => {
    console.log(
      figureLine({ what: `  ${program}${processes > 1 ? ` (${processes})` : ''}`, value: mebibytes, unit: 'MiB' }),
    );
  });
  for (const figure of await deliveryFigures(name, env)) {
    console.log(figureLine(figure));
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await tinjis(['down', '--name', name], env);
  // Go makes its module cache read-only.
  if (empty !== undefined) execFileSync('sh', ['-c', 'chmod -R u+w "$0" && rm -rf "$0"', empty]);
}

/**
 * The time from an accepted push to running pods, by webhook and by polling, as the live checks of the delivery group
 * measure it.
 */
export async function deliveryFigures(name: string, env: Readonly<Record<string, string>>): Promise<readonly Figure[]> {
  await tinjis(['e2e', '--name', name, '--only', 'delivery/webhook', 'delivery/lost-webhook'], env);
  const { results } = JSON.parse(readFileSync(join(foldersOf(name).state, 'report.json'), 'utf8')) as RunReport;
  const measured = (check: string, measure: string): number =>
    results.find((result) => result.name === check)?.measures?.[measure] ?? Number.NaN;
  return [
    {
      what: 'git push itself, the guard’s judgement included, p50 of 20',
      value: measured('webhook', 'pushedSecondsP50'),
      unit: 's',
    },
    { what: 'push → Synced, p50', value: measured('webhook', 'syncedSecondsP50'), unit: 's', aim: 1.5 },
    { what: 'push → Synced, p95', value: measured('webhook', 'syncedSecondsP95'), unit: 's', aim: 3 },
    { what: 'push → Healthy, p50', value: measured('webhook', 'healthySecondsP50'), unit: 's', aim: 8 },
    { what: 'push → Healthy, p95', value: measured('webhook', 'healthySecondsP95'), unit: 's' },
    { what: 'push → every call answered by new pods, p50', value: measured('webhook', 'servingSecondsP50'), unit: 's' },
    {
      what: `baseline: webhook lost, Argo CD looks by itself (n = ${measured('lost-webhook', 'n')})`,
      value: measured('lost-webhook', 'syncedSecondsMean'),
      unit: 's',
    },
  ];
}
