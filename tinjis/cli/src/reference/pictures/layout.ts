import type { Column, Edge, Node, Picture } from './picture.ts';

/** A rectangle, in pixels from the top left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By column; for each its nodes by id. */
  readonly columns: readonly { readonly column: Column; readonly box: Box; readonly nodes: ReadonlyMap<string, Box> }[];
}

/**
 * Space around a picture, within a column's box, above its first node, between rows, and between columns whose arrows
 * say nothing.
 */
const space = { margin: 24, padding: 16, head: 52, row: 26, column: 64 } as const;
const line = 17;

/** Where everything stands. Widths of text are estimated, on the wide side: which font draws it is the reader's. */
export function layoutOf({ columns, edges }: Picture): Layout {
  const rowHeight = Math.max(...columns.flatMap(({ nodes }) => nodes.map(heightOf)));
  const top = space.margin + space.head;
  let x = space.margin;
  const placed = columns.map((column, index) => {
    const width = Math.max(...column.nodes.map(widthOf), textWidth(column.title, 7.6), textWidth(column.note, 6.4));
    const left = x + space.padding;
    const nodes = new Map(
      column.nodes.map((node) => {
        const height = heightOf(node);
        return [
          node.id,
          { x: left, y: top + node.row * (rowHeight + space.row) + (rowHeight - height) / 2, width, height },
        ];
      }),
    );
    const bottom = Math.max(...[...nodes.values()].map(({ y, height }) => y + height));
    const box = { x, y: space.margin, width: width + 2 * space.padding, height: bottom + space.padding - space.margin };
    x += box.width + (index < columns.length - 1 ? gapAfter(column, edges) : 0);
    return { column, box, nodes };
  });
  const height = Math.max(...placed.map(({ box }) => box.y + box.height)) + space.margin;
  return { width: x + space.margin, height, columns: placed };
}

/** Lines of text a node shows below its name. */
export function linesOf({
  note,
  refused = [],
}: Node): readonly { readonly text: string; readonly kind: 'note' | 'refused' }[] {
  return [
    ...(note === undefined ? [] : [{ text: note, kind: 'note' as const }]),
    ...refused.map((who) => ({ text: `✘ ${who}`, kind: 'refused' as const })),
  ];
}

/** As much as the longest label needs that stands to the right of a column. */
function gapAfter({ nodes }: Column, edges: readonly Edge[]): number {
  const labels = edges
    .filter(({ from }) => nodes.some(({ id }) => id === from))
    .map(({ label }) => textWidth(label, 7.2));
  return Math.max(space.column, ...labels.map((width) => width - space.padding));
}

function heightOf(node: Node): number {
  return 26 + line * (1 + linesOf(node).length);
}

function widthOf(node: Node): number {
  return Math.max(textWidth(node.title, 8.7), ...linesOf(node).map(({ text }) => textWidth(text, 6.6))) + 28;
}

function textWidth(text: string | undefined, perCharacter: number): number {
  return Math.ceil((text?.length ?? 0) * perCharacter);
}
