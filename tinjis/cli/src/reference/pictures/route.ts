import type { Box } from './layout.ts';

/** The line of an arrow, as SVG writes paths, and where its label stands. */
export interface Line {
  readonly path: string;
  readonly label: { readonly x: number; readonly y: number };
}

/** Room for the head of an arrow. */
const gap = 7;

/**
 * From one box to another: up or down within a column, round the bottom of the columns between from below, otherwise
 * from side to side.
 * @param column the box around the target's column
 */
export function lineBetween(from: Box, to: Box, column: Box): Line {
  const [fromMiddle, toMiddle] = [from.y + from.height / 2, to.y + to.height / 2];
  const center = to.x + to.width / 2;
  if (from.x === to.x) {
    const up = from.y > to.y;
    const [start, end] = up ? [from.y, to.y + to.height + gap] : [from.y + from.height, to.y - gap];
    return { path: `M${center} ${start}V${end}`, label: { x: center + 26, y: (start + end) / 2 } };
  }
  const rightwards = to.x > from.x;
  const start = rightwards ? from.x + from.width : from.x;
  if (fromMiddle > column.y + column.height) {
    const bend = rightwards ? -14 : 14;
    return {
      path: `M${start} ${fromMiddle}H${center + bend}q${-bend} 0 ${-bend} -14V${to.y + to.height + gap}`,
      label: { x: center + 26, y: column.y + column.height + 14 },
    };
  }
  const end = rightwards ? to.x - gap : to.x + to.width + gap;
  const half = (start + end) / 2;
  if (fromMiddle === toMiddle) return { path: `M${start} ${fromMiddle}H${end}`, label: { x: half, y: fromMiddle - 9 } };
  // Beside the middle, which belongs to the straight arrow of the same row.
  const landing = toMiddle + (fromMiddle < toMiddle ? -13 : 13);
  return {
    path: `M${start} ${fromMiddle}C${half} ${fromMiddle} ${half} ${landing} ${end} ${landing}`,
    label: { x: half, y: (fromMiddle + landing) / 2 },
  };
}
