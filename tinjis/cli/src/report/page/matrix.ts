import type { Matrix, ServiceMatrix } from '../matrix.ts';
import { html, type Html } from './html.ts';
import { row, table, verdictCell } from './table.ts';
import { verdict } from './verdict.ts';

/** Who × what for one service, a verdict in each cell. */
export function matrix({ service, people, programs }: ServiceMatrix): Html {
  return html`<h3>${service}</h3>${tableOf(`What people may do to ${service}`, people)}${tableOf(`What programs may do to ${service}`, programs)}`;
}

function tableOf(caption: string, { columns, rows }: Matrix): Html {
  const heads = columns.map(({ who, standsFor }) => html`${short(who)}<small>${standsFor}</small>`);
  return table(
    caption,
    ['what', ...heads],
    rows.map(({ action, cells }) =>
      row(
        action,
        cells.map((asked) => verdictCell(asked.verdict, verdict(asked))),
      ),
    ),
  );
}

/** A ServiceAccount's long name says little that its last two words do not. */
function short(who: string): string {
  return who.replace(/^system:serviceaccount:([^:]+):/, '$1/');
}
