import { createTwoFilesPatch } from 'diff';
import { type Drift, mark } from '@tinjis/delivery/model/generated';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Style } from '@tinjis/delivery/print/style';

/** The new content of each path; `null` removes it. */
type Writes = Readonly<Record<string, string | null>>;

/** Planned or finished writes for people: a line for each file, and the changes to existing hand-written files. */
export function writesText(tree: Tree, writes: Writes, style: Style): string {
  return Object.entries(writes)
    .flatMap(([path, text]) => {
      const there = tree.kind(path) === 'file';
      if (text === null) return [style.red(`- ${path}`)];
      if (!there) return [style.green(`+ ${path}`)];
      return [
        `~ ${path}`,
        ...(text.startsWith(mark)
          ? []
          : changedLines(tree.text(path), text).map((line) => `    ${coloured(line, style)}`)),
      ];
    })
    .join('\n');
}

function changedLines(before: string, after: string): readonly string[] {
  return createTwoFilesPatch('', '', before, after, '', '', { context: 0 })
    .split('\n')
    .slice(4)
    .filter((line) => /^[+-]./.test(line))
    .map((line) => (line.length > 140 ? `${line.slice(0, 60)}… (${line.length} characters)` : line));
}

function coloured(line: string, style: Style): string {
  return line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
}

/** The result of `tinjis generate`, and whether it wrote the files or only checked them. */
export interface DriftReport {
  readonly drift: readonly Drift[];
  readonly total: number;
  readonly written: boolean;
}

/** A line for each file written; if none was, the difference as a patch that `git apply` takes. */
export function driftText({ drift, total, written }: DriftReport, style: Style): string {
  if (drift.length === 0)
    return `${style.green('✔')} all ${total} generated files are as policies/teams.yaml gives them`;
  if (written)
    return [
      ...drift.map((file) => `${done(file)} ${file.path}`),
      `${drift.length} of ${total} generated files changed`,
    ].join('\n');
  return [
    ...drift.flatMap((file) => patch(file).split('\n')).map((line) => coloured(line, style)),
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
