import { catalogue } from '@tinjis/delivery/catalogue';
import { sentencesOf } from '@tinjis/delivery/entry';
import type { Report } from '@tinjis/delivery/verify/verify';
import { placeText } from '@tinjis/delivery/print/findings';
import { html, type Html } from './html.ts';
import { row, table, verdictCell } from './table.ts';

/** Every promise with the number of its cases and, where it is broken, each breach. */
export function promises({ proofs }: Report): Html {
  return table(
    'What is promised, and in how many cases it was proved',
    ['promise', 'cases', 'holds'],
    proofs.map(({ says, cases, breaches }) =>
      row(says, [
        html`<td class="number">${cases}</td>`,
        breaches.length === 0
          ? verdictCell('allow', html`<b>✔ holds</b>`)
          : verdictCell(
              'deny',
              html`<b>✘ broken</b><ul>${breaches.map(
                (breach) => html`<li>${sentencesOf(catalogue, breach).says} <code>${placeText(breach.at)}</code></li>`,
              )}</ul>`,
            ),
      ]),
    ),
  );
}
