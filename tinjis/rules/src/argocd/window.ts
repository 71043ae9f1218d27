import type { Resource } from '../objects/located.ts';
import { allow, deny, reason, type Reason, type Ruling, unknown } from '../ruling.ts';
import { globMatches } from './glob/glob.ts';
import { type Application, type AppProject, projectDefect, type SyncWindow } from './objects.ts';

/** Argo CD syncs by itself (`automated`), or a person asks for it (`manual`). */
export type SyncCause = 'automated' | 'manual';

/**
 * Whether the project's sync windows let an Application sync (SyncWindows.Matches and CanSync, Argo CD 3.6.1).
 *
 * An active `deny` window beats every `allow` window. If none is active, an active `allow` window permits, and an
 * inactive one refuses. `manualSync` lets a person through if every window that refuses has it. A window that is open
 * at some times only makes the answer unknown, unless another window always refuses.
 *
 * @returns undefined if no window has a say
 */
export function permitsSync(
  project: Resource<AppProject>,
  application: Resource<Application>,
  cause: SyncCause,
): Ruling | undefined {
  const defect = projectDefect(project);
  if (defect) return unknown(defect);
  const windows = (project.object.spec.syncWindows ?? [])
    .map((window, index) => ({ window, index, active: activeOf(window) }))
    .filter(({ window }) => covers(window, application.object));
  const refuses = ({ window }: (typeof windows)[number]): boolean =>
    cause === 'automated' || window.manualSync !== true;
  const cite = (code: string, basis: Reason['basis'], { window, index }: (typeof windows)[number]): Reason =>
    reason(
      code,
      basis,
      {
        project: project.object.metadata.name,
        application: application.object.metadata.name,
        schedule: window.schedule ?? '',
        duration: window.duration ?? '',
      },
      project.at(['spec', 'syncWindows', index]),
    );

  const denying = windows.filter(({ window, active }) => window.kind === 'deny' && active === 'always');
  const refusing = denying.find(refuses);
  if (refusing) return deny(cite('argocd/window-denies', 'forbidden', refusing));
  const byClock = windows.find(({ active }) => active === 'by-clock');
  if (byClock) return unknown(cite('argocd/window-by-clock', 'input-missing', byClock));
  if (denying[0]) return allow(cite('argocd/window-manual', 'granted', denying[0]));
  const allowing = windows.filter(({ window }) => window.kind === 'allow');
  const open = allowing.find(({ active }) => active === 'always');
  if (open) return allow(cite('argocd/window-open', 'granted', open));
  const shut = allowing.find(refuses);
  if (shut) return deny(cite('argocd/window-shut', 'forbidden', shut));
  return allowing[0] && allow(cite('argocd/window-manual', 'granted', allowing[0]));
}

/** A window names Applications, clusters and namespaces: any of these lists is enough, unless it wants all of them. */
function covers(window: SyncWindow, { metadata, spec: { destination = {} } }: Application): boolean {
  const lists = [
    [window.applications, [metadata.name]],
    [window.clusters, [destination.name ?? '', destination.server ?? ''].filter((each) => each !== '')],
    [window.namespaces, [destination.namespace ?? '']],
  ] as const;
  const answers = lists.flatMap(([patterns, values]) =>
    patterns && patterns.length > 0
      ? [values.some((value) => patterns.some((pattern) => globMatches(pattern, value, '')))]
      : [],
  );
  return answers.length > 0 && (window.andOperator === true ? answers.every(Boolean) : answers.some(Boolean));
}

/**
 * Whether a window is active at every time, at none, or depending on the clock. Only a window that begins anew every
 * minute is the same at all times; anything else, an unreadable schedule too, is left to the clock.
 */
function activeOf({ schedule = '', duration = '' }: SyncWindow): 'always' | 'never' | 'by-clock' {
  if (!/^\s*\*(?:\s+\*){4}\s*$/.test(schedule)) return 'by-clock';
  const seconds = secondsOf(duration);
  if (seconds === undefined) return 'by-clock';
  // A window of exactly a minute is shut at the very second in which the next one begins.
  if (seconds > 60) return 'always';
  return seconds <= 0 ? 'never' : 'by-clock';
}

const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
/** Go's durations end at about 292 years. */
const longest = 9e9;

/** A Go duration of hours, minutes and seconds. @returns undefined for any other text */
function secondsOf(duration: string): number | undefined {
  if (duration === '0') return 0;
  const [, sign, parts = ''] = /^([-+]?)((?:\d+(?:\.\d+)?[hms])+)$/.exec(duration) ?? [];
  if (parts === '') return undefined;
  const seconds = [...parts.matchAll(/([\d.]+)([hms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (units[unit] as number),
    0,
  );
  if (seconds > longest) return undefined;
  return sign === '-' ? -seconds : seconds;
}
