/** A command of a page, with the output that the page shows for it. */
export interface ShownCommand {
  /** Line of the `$ …` in the page, from 1. */
  readonly line: number;
  readonly command: string;
  /** Lines shown; a line `…` stands for any number of lines left out. */
  readonly shown: readonly string[];
}

/**
 * The commands of a page's `console` blocks. Other blocks are for reading: they need a cluster, a network or somebody's
 * decision.
 */
export function shownCommands(page: string): ShownCommand[] {
  const found: { line: number; command: string; shown: string[] }[] = [];
  let inside = false;
  for (const [index, line] of page.split('\n').entries()) {
    if (line.startsWith('```')) inside = line === '```console';
    else if (inside && line.startsWith('$ ')) found.push({ line: index + 1, command: line.slice(2), shown: [] });
    else if (inside) found.at(-1)?.shown.push(line);
  }
  return found;
}

/**
 * Compares a command's output with the part that a page shows. Blanks at the ends of lines do not count.
 * @returns the first line shown that is not printed where it should be; nothing if the page is true
 */
export function firstUntrue(shown: readonly string[], printed: string): string | undefined {
  const lines = printed
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
  let next = 0;
  let leftOut = false;
  for (const line of shown.map((each) => each.trimEnd())) {
    if (line.trim() === '…') {
      leftOut = true;
      continue;
    }
    const at = leftOut ? lines.indexOf(line, next) : next;
    if (at === -1 || lines[at] !== line) return line;
    next = at + 1;
    leftOut = false;
  }
  return leftOut || next >= lines.length ? undefined : `the end, but ${lines[next]} follows`;
}
