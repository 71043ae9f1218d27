import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';

/** Words YAML 1.1, which the API server reads, takes for true or false. */
const word = /^(?:y|n|yes|no|on|off)$/i;

/** Finds the plain scalars that kubectl and kustomize would read differently. */
export function ambiguousWords(
  source: string,
  events: readonly Event[],
): { readonly offset: number; readonly word: string }[] {
  const found: { offset: number; word: string }[] = [];
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) continue;
    const length = event.valueEnd - event.valueStart;
    // Nearly every scalar is longer than the longest of the words, or empty.
    if (length < 1 || length > 3 || event.tagStart >= 0) continue;
    const text = source.slice(event.valueStart, event.valueEnd);
    if (word.test(text)) found.push({ offset: event.valueStart, word: text });
  }
  return found;
}
