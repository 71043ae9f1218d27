import type { Difference, FolderDifference } from '@tinjis/delivery/plan/difference';
import { changeLines, summary } from './difference.ts';

/** GitHub takes comments of up to 65,536 characters; the text around this one needs some of them. */
const longestComment = 60_000;

/**
 * A difference as a comment for a pull request: collapsible per team, and never longer than GitHub takes.
 * @param base name of the revision compared with
 * @param limit most characters
 */
export function differenceMarkdown(
  { folders, incomparable }: Difference,
  base: string,
  limit = longestComment,
): string {
  const head = [
    `**What clusters get, compared with \`${base.replaceAll('`', '')}\`:** ${summary({ folders })}.`,
    ...incomparable.map(({ folder }) => `- \`${folder}\` did not render before, so it is not compared.`),
  ];
  const teams = [...Map.groupBy(folders, ({ team }) => team)];
  const room = limit - head.join('\n').length;
  // Where each team's share could not hold a section, the first teams are shown, and the others counted.
  const shown = teams.slice(0, Math.max(1, Math.floor((room - longestRest) / leastSection)));
  const rest = teams.length - shown.length;
  const share = Math.floor((rest > 0 ? room - longestRest : room) / Math.max(shown.length, 1));
  return [
    ...head,
    ...shown.map(([team, all]) => section(team, all, share)),
    ...(rest > 0 ? [`\n… and ${rest} more teams: run \`tinjis diff\` to see them all.`] : []),
  ].join('\n');
}

/** Characters that the section of a team takes at least: its frame, and a few lines. */
const leastSection = 600;
const longestRest = 100;

function section(team: string, folders: readonly FolderDifference[], limit: number): string {
  const clusters = [...new Set(folders.map(({ cluster }) => cluster))].join(', ');
  const opening = `\n<details><summary><b>${escape(team)}</b> on ${escape(clusters)}: ${summary({ folders })}</summary>\n`;
  const lines = folders.flatMap(({ cluster, changes }) => [
    `# ${cluster}`,
    ...changes.flatMap((change) => changeLines(change)),
  ]);
  const fence = '`'.repeat(Math.max(3, 1 + longestRun(lines.join('\n'))));
  const frame = [opening, `${fence}diff`, fence, '</details>'].join('\n').length;
  const shown = within(lines, limit - frame - 120);
  const left = lines.length - shown.length;
  const rest = left > 0 ? [`… ${left} more lines: run \`tinjis diff\` to see them all.`] : [];
  return [opening, `${fence}diff`, ...shown, fence, ...rest, '</details>'].join('\n');
}

function within(lines: readonly string[], limit: number): readonly string[] {
  let room = limit;
  const end = lines.findIndex((line) => (room -= line.length + 1) < 0);
  return end < 0 ? lines : lines.slice(0, end);
}

/** A fence is longer than any run of backticks inside it, so no value can end it. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
