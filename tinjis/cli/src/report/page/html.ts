import { answerReasons } from '@tinjis/delivery/answer/reasons';
import { sentencesOf } from '@tinjis/delivery/entry';
import type { AnsweredQuestion, Because } from '../question.ts';
import { layerNames } from '@tinjis/delivery/print/answer';
import { placeText } from '@tinjis/delivery/print/findings';

/** Text that is already HTML. Only `html` and `trusted` make it, so no text gets into a page unescaped by mistake. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * A piece of a page. It escapes every value that is not a piece itself; it joins lists, and leaves out undefined
 * values. Put values between tags or inside quoted attributes only: there, only the five characters have a meaning
 * (HTML, 13.1.2.3).
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(textOf)));
}

/** Content that is not our data: a style sheet, a script, a drawing. */
export function trusted(text: string): Html {
  return new Html(text);
}

function textOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table that can be scrolled by keyboard if it is wider than the screen. */
export function table(caption: string, heads: readonly HtmlPart[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** A row, whose head names its subject. The page's search finds rows by `data-entry`. */
export function row(head: HtmlPart, cells: readonly Html[]): Html {
  return html`<tr data-entry><th scope="row">${head}</th>${cells}</tr>
`;
}

export function cell(content: HtmlPart): Html {
  return html`<td>${content}</td>`;
}

/** A cell that says yes or no; the page's filter finds it by `data-verdict`. */
export function verdictCell(verdict: 'allow' | 'deny' | 'unknown', content: HtmlPart): Html {
  return html`<td data-verdict="${verdict}">${content}</td>`;
}

const words = { allow: '✔ allowed', deny: '✘ refused', unknown: '? unknown' } as const;

/**
 * A verdict with the layers that gave it. Opened, it shows each layer's rule with its place, and the command that gives
 * the same answer.
 */
export function verdict({ verdict: given, decidedBy, because, words: command }: AnsweredQuestion): Html {
  return html`<details><summary><b>${words[given]}</b> <small>${decidedBy.map((layer) => layerNames[layer]).join(', ')}</small></summary>
<dl>${because.map(rule)}</dl><p><code>npx tinjis can ${command}</code></p></details>`;
}

function rule({ layer, reason }: Because): Html {
  const at = 'searched' in reason.at ? reason.at.searched[0] : reason.at;
  return html`<dt>${layerNames[layer]}</dt><dd>${sentencesOf(answerReasons, reason).says}${at && html` <code>${placeText(at)}</code>`}</dd>`;
}
