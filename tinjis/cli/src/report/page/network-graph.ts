import type { Connection } from '../connections.ts';
import { callerName } from './network.ts';

/**
 * The connections as a graph in Graphviz' language. What is open is drawn; of what is refused only what strangers try,
 * or nobody would see the rest. Colours come from the page's style sheet, by `class`.
 */
export function networkGraph(connections: readonly Connection[]): string {
  const names = [...new Set(connections.flatMap(({ from, to }) => [callerName(from), to]))].sort();
  const drawn = connections.filter(
    ({ from, asked }) => asked.verdict !== 'deny' || !from.includes('/') || from.startsWith('pod:'),
  );
  return [
    'digraph network {',
    '  graph [rankdir=LR, bgcolor=transparent, nodesep=0.5, ranksep=1.4]',
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=12, margin="0.35,0.12"]',
    '  edge [fontname="sans-serif", fontsize=10]',
    ...names.map((name) => `  ${quoted(name)} [class=${name.includes('/') ? 'service' : 'stranger'}]`),
    ...drawn.map(
      ({ from, to, port, asked: { verdict } }) =>
        `  ${quoted(callerName(from))} -> ${quoted(to)} [${drawnAs[verdict](port)}]`,
    ),
    '}',
  ].join('\n');
}

const drawnAs = {
  allow: (port: number) => `class=open, label=" ${port} "`,
  deny: () => 'class=closed, style=dashed, arrowhead=tee, label=" refused "',
  unknown: () => 'class=unknown, style=dotted, arrowhead=none, label=" unknown "',
} as const;

/**
 * A quoted identifier of the DOT language, in which a quote is escaped; a backslash begins an escape of its own in
 * labels.
 */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
