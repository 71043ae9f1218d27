/**
 * Text that is HTML already. Only `html` and `trusted` make it, so that nothing gets into a page unescaped by mistake.
 */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | undefined | readonly Part[];

/**
 * A piece of a page. Whatever is put in is escaped, unless it is a piece itself; lists are joined, nothing becomes
 * nothing. Put values between tags or inside quoted attributes only: there the five characters are all that has a
 * meaning (HTML, 13.1.2.3).
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(textOf)));
}

/** What is no data of ours: a style sheet, a script, a drawing. */
export function trusted(text: string): Html {
  return new Html(text);
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(textOf).join('');
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
