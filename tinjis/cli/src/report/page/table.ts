import { html, type Html, type Part } from './html.ts';

/** A table that can be scrolled by keyboard where it is wider than the screen. */
export function table(caption: string, heads: readonly Part[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** A row: its head says what it is about. The page's search finds rows by `data-entry`. */
export function row(head: Part, cells: readonly Html[]): Html {
  return html`<tr data-entry><th scope="row">${head}</th>${cells}</tr>
`;
}

export function cell(content: Part): Html {
  return html`<td>${content}</td>`;
}

/** A cell that says yes or no: the page's filter finds it by `data-verdict`. */
export function verdictCell(verdict: 'allow' | 'deny' | 'unknown', content: Part): Html {
  return html`<td data-verdict="${verdict}">${content}</td>`;
}
