import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport } from '@tinjis/e2e/harness/report';
import { foldersOf } from '@tinjis/cluster/state';
import type { Figure } from './line.ts';
import { tinjis } from './tinjis.ts';

/**
 * From a push that was taken to the running pods, by webhook and by polling: measured by the live checks of the
 * delivery group.
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
