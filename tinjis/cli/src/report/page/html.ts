import { answerReasons } from '@tinjis/delivery/answer/reasons';
import { sentencesOf } from '@tinjis/delivery/entry';
import type { At } from '@tinjis/rules/objects/located';
import type { Evidence } from '../evidence.ts';
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

export type HtmlPart = Html | string | number | false | undefined | readonly HtmlPart[];

/**
 * A piece of a page. It escapes every value that is not a piece itself; it joins lists, and leaves out undefined and
 * false. Put values between tags or inside quoted attributes only: there, only the five characters have a meaning
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
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The head of a column: what it is, and a remark below. */
export type Head = string | { readonly name: string; readonly note: string };

/** A cell; with a verdict, the page's filter finds it. */
export interface Cell {
  readonly content: HtmlPart;
  readonly verdict?: 'allow' | 'deny' | 'unknown';
}

export interface Row {
  /** Its subject. */
  readonly head: HtmlPart;
  readonly cells: readonly Cell[];
}

/**
 * A table that can be scrolled by keyboard if it is wider than the screen. On a phone each row is a list, and each cell
 * bears its column's name. The search finds rows by `data-entry`. It hides a `data-group`
 * without rows.
 */
export function table(caption: string, heads: readonly Head[], rows: readonly Row[]): Html {
  const [, ...names] = heads.map((head) => (typeof head === 'string' ? head : head.name));
  return html`<div class="scroll" data-group role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${typeof head === 'string' ? head : [head.name, html`<small>${head.note}</small>`]}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ head, cells }) => html`<tr data-entry><th scope="row">${head}</th>${cells.map(
      ({ content, verdict: given }, place) =>
        html`<td data-label="${names[place]}"${given && html` data-verdict="${given}"`}>${content}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}

/** Shows a place in the repository. */
export type ShowPlace = (at: At) => Html;

/**
 * Shows places as `file:line`. They are links if the report was made from a commit that the web shows.
 */
export function placesOf({ commit }: Evidence): ShowPlace {
  const { files } = commit ?? {};
  return (at) => {
    if (files === undefined) return html`<code>${placeText(at)}</code>`;
    const address = `${files}${at.file.split('/').map(encodeURIComponent).join('/')}#L${at.line}`;
    return html`<a href="${address}"><code>${placeText(at)}</code></a>`;
  };
}

const words = { allow: '✔ allowed', deny: '✘ refused', unknown: '? unknown' } as const;

/**
 * A verdict with the layers that gave it. Opened, it shows each layer's rule with its place, and the command that gives
 * the same answer.
 * @param why leaves out the rules if false: the command prints them
 */
export function verdict(answer: AnsweredQuestion, show: ShowPlace, why = true): Html {
  const { verdict: given, decidedBy, onlySync, words: command } = answer;
  return html`<details><summary><b>${words[given]}</b> <small>${onlySync && 'only to sync what is merged: '}${decidedBy.map((layer) => layerNames[layer]).join(', ')}</small></summary>
${why ? html`<dl>${answer.because().map((each) => rule(each, show))}</dl>` : ''}<p><code>npx tinjis can ${command}</code></p></details>`;
}

/** A cell with a verdict. */
export function verdictCell(answer: AnsweredQuestion, show: ShowPlace, why = true): Cell {
  return { content: verdict(answer, show, why), verdict: answer.verdict };
}

function rule({ layer, reason }: Because, show: ShowPlace): Html {
  const at = 'searched' in reason.at ? reason.at.searched[0] : reason.at;
  return html`<dt>${layerNames[layer]}</dt><dd>${sentencesOf(answerReasons, reason).says}${at && html` ${show(at)}`}</dd>`;
}
