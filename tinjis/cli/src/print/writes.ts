import { createTwoFilesPatch } from 'diff';
import { mark } from '@tinjis/delivery/model/generated';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Style } from '@tinjis/delivery/print/style';

/** What each path is to hold; `null` removes it. */
type Writes = Readonly<Record<string, string | null>>;

/** Planned or done writes for people: a line for each file, and how hand-written files that are there change. */
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
  return line.startsWith('+') ? style.green(line) : style.red(line);
}
