/** Edits that still count as a slip of the keyboard. */
const farthest = 2;

/**
 * The one name that was probably meant.
 * @returns undefined where none is within two edits, or two are equally close
 */
export function closest(name: string, names: readonly string[]): string | undefined {
  const [first, second] = names
    .map((each) => ({ each, edits: distance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ edits }) => edits <= farthest)
    .toSorted((a, b) => a.edits - b.edits);
  return first && first.edits !== second?.edits ? first.each : undefined;
}

/** Levenshtein's: the fewest letters added, left out or exchanged. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      next.push(
        Math.min(number(row[column + 1]) + 1, number(next[column]) + 1, number(row[column]) + Number(letter !== other)),
      );
    }
    row = next;
  }
  return number(row.at(-1));
}

function number(value: number | undefined): number {
  return value as number;
}
