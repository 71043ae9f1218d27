import { type Box, type Layout, layoutOf, linesOf } from './layout.ts';
import type { Column, Edge, Node, Picture } from './picture.ts';
import { lineBetween } from './route.ts';
import { style } from './style.ts';

/** A picture as a file of its own: legible on a light and on a dark page, and told to those who do not see it. */
export function toSvg(picture: Picture): string {
  const layout = layoutOf(picture);
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    '<!-- Written by `npm run pictures` from the trees; a test compares. -->',
    `<title id="title">${escaped(picture.title)}</title>`,
    `<desc id="description">${escaped(picture.description)}</desc>`,
    `<style>${style}</style>`,
    '<defs>',
    '<marker id="open" viewBox="0 0 10 10" refX="2" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L10 5L0 10z"/></marker>',
    '<marker id="closed" viewBox="0 0 12 12" refX="6" refY="6" markerWidth="14" markerHeight="14" markerUnits="userSpaceOnUse"><circle cx="6" cy="6" r="5.2"/><path d="M4 4L8 8M8 4L4 8"/></marker>',
    '</defs>',
    `<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="12"/>`,
    ...layout.columns.flatMap(({ column, box }) => columnBox(column, box)),
    ...picture.edges.map((edge) => arrow(edge, layout)),
    ...layout.columns.flatMap(({ column, nodes }) =>
      column.nodes.map((node) => nodeBox(node, nodes.get(node.id) as Box)),
    ),
    // Above everything, so that no line runs through a label.
    ...picture.edges.flatMap((edge) => label(edge, layout)),
    '</svg>\n',
  ].join('\n');
}

function columnBox({ title, note }: Column, box: Box): readonly string[] {
  if (title === undefined) return [];
  const center = box.x + box.width / 2;
  return [
    rectangle('column', box, 10),
    `<text class="head" x="${center}" y="${box.y + 22}">${escaped(title)}</text>`,
    ...(note === undefined ? [] : [`<text class="note" x="${center}" y="${box.y + 39}">${escaped(note)}</text>`]),
  ];
}

function nodeBox(node: Node, box: Box): string {
  const center = box.x + box.width / 2;
  const more = linesOf(node).map(
    ({ text, kind }, index) =>
      `<text class="${kind}" x="${center}" y="${box.y + 25 + 17 * (index + 1)}">${escaped(text)}</text>`,
  );
  return `${rectangle(`node ${node.kind}`, box, node.kind === 'person' ? box.height / 2 : 8)}<text class="name" x="${center}" y="${box.y + 26}">${escaped(node.title)}</text>${more.join('')}`;
}

function arrow(edge: Edge, layout: Layout): string {
  return `<path class="edge ${edge.verdict}" d="${lineOf(edge, layout).path}" marker-end="url(#${edge.verdict === 'allow' ? 'open' : 'closed'})"/>`;
}

function label(edge: Edge, layout: Layout): readonly string[] {
  if (edge.label === undefined) return [];
  const { x, y } = lineOf(edge, layout).label;
  return [
    `<text class="label ${edge.verdict}" x="${Math.round(x)}" y="${Math.round(y)}">${escaped(edge.label)}</text>`,
  ];
}

function lineOf({ from, to }: Edge, { columns }: Layout): ReturnType<typeof lineBetween> {
  const holding = (id: string): Layout['columns'][number] =>
    columns.find(({ nodes }) => nodes.has(id)) as Layout['columns'][number];
  const boxOf = (id: string): Box => holding(id).nodes.get(id) as Box;
  return lineBetween(boxOf(from), boxOf(to), holding(to).box);
}

function rectangle(kind: string, { x, y, width, height }: Box, radius: number): string {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
