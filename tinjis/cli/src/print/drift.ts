import { createTwoFilesPatch } from 'diff';
import type { Drift } from '@tinjis/delivery/model/generated';
import type { Style } from '@tinjis/delivery/print/style';

/** What `tinjis generate` found, and whether it was written or only looked at. */
export interface DriftReport {
  readonly drift: readonly Drift[];
  readonly total: number;
  readonly written: boolean;
}

/** A line for each file written; or, where nothing was, the difference as a patch that `git apply` takes. */
export function driftText({ drift, total, written }: DriftReport, style: Style): string {
  if (drift.length === 0)
    return `${style.green('✔')} all ${total} generated files are as policies/teams.yaml gives them`;
  if (written)
    return [
      ...drift.map((file) => `${done(file)} ${file.path}`),
      `${drift.length} of ${total} generated files changed`,
    ].join('\n');
  return [
    ...drift.map((file) => coloured(patch(file), style)),
    `${style.red('✘')} ${drift.length} files are not as policies/teams.yaml gives them`,
    'Change policies/teams.yaml, or the building blocks in policies/network, and run `tinjis generate`; what it writes is never edited by hand.',
  ].join('\n');
}

export function driftJson({ drift, total, written }: DriftReport): Record<string, unknown> {
  return {
    total,
    written,
    drift: drift.map((file) => ({ path: file.path, state: state(file), ...(!written && { patch: patch(file) }) })),
  };
}

function state({ found, wanted }: Drift): 'missing' | 'left-over' | 'changed' {
  return found === undefined ? 'missing' : wanted === undefined ? 'left-over' : 'changed';
}

function done(file: Drift): string {
  return { missing: 'wrote  ', 'left-over': 'removed', changed: 'changed' }[state(file)];
}

function patch({ path, found, wanted }: Drift): string {
  const name = (side: string, text: string | undefined): string =>
    text === undefined ? '/dev/null' : `${side}/${path}`;
  const text = createTwoFilesPatch(name('a', found), name('b', wanted), found ?? '', wanted ?? '');
  return text.slice(text.indexOf('---')).trimEnd();
}

function coloured(text: string, style: Style): string {
  const paint = (line: string): string =>
    line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
  return text.split('\n').map(paint).join('\n');
}
