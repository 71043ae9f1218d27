import { linesOf } from './layout.ts';
import type { Column, Edge, Node, Picture } from './picture.ts';

/** A picture as Mermaid's text, which GitHub draws in a page and everybody can read. */
export function toMermaid({ columns, edges }: Picture): string {
  const names = new Map(columns.flatMap(({ nodes }) => nodes).map(({ id }, index) => [id, `n${index}`]));
  const name = (id: string): string => String(names.get(id));
  const node = (each: Node): string => {
    const [left, right] = each.kind === 'person' ? ['([', '])'] : ['[', ']'];
    return `    ${name(each.id)}${left}"${lines([each.title, ...linesOf(each).map(({ text }) => text)])}"${right}`;
  };
  const box = ({ title, note, nodes }: Column, index: number): readonly string[] => {
    if (title === undefined) return nodes.map(node);
    // In one line: Mermaid leaves no room for a second one.
    return [
      `  subgraph c${index}["${escaped(note === undefined ? title : `${title}: ${note}`)}"]`,
      ...nodes.map(node),
      '  end',
    ];
  };
  const arrow = ({ from, to, label, verdict }: Edge): string => {
    const shown = verdict === 'deny' ? `✘ ${label ?? ''}`.trimEnd() : label;
    return `  ${name(from)} ${verdict === 'allow' ? '-->' : '-.-x'}${shown === undefined ? '' : `|"${escaped(shown)}"|`} ${name(to)}`;
  };
  return ['flowchart LR', ...columns.flatMap(box), ...edges.map(arrow)].join('\n');
}

function lines(texts: readonly string[]): string {
  return texts.map(escaped).join('<br/>');
}

/** Mermaid writes characters as HTML's entities, with a hash for the ampersand. */
function escaped(words: string): string {
  return words.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
}
