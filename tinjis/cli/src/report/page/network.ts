import type { Connection } from '../connections.ts';
import { html, type Html, trusted } from './html.ts';
import { cell, row, table, verdictCell } from './table.ts';
import { verdict } from './verdict.ts';

/** The drawing, and the same as a table for whoever does not see it. */
export function network(connections: readonly Connection[], drawing: string): Html {
  return html`<div class="network" role="region" aria-label="Drawing of the network" tabindex="0">
<div role="img" aria-label="Who can connect to whom; the table below says the same">${trusted(drawing)}</div></div>
${table(
  'Who can connect to whom',
  ['from', 'to', 'network'],
  connections.map(({ from, to, port, asked }) =>
    row(callerName(from), [cell(`${to}:${port}`), verdictCell(asked.verdict, verdict(asked))]),
  ),
)}`;
}

/** A caller as people call it. */
export function callerName(from: string): string {
  if (from === 'outside') return 'outside the cluster';
  return from.startsWith('pod:') ? 'any other pod' : from;
}
