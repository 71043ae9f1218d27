/** A picture before it is drawn: columns of actors and things, and the arrows between them. */
export interface Picture {
  readonly title: string;
  /** Its content in sentences, for people who hear it instead. */
  readonly description: string;
  /** From left to right. */
  readonly columns: readonly Column[];
  readonly arrows: readonly Arrow[];
}

/** Shapes that stand together; with a title, they stand in a box. */
export interface Column {
  readonly title?: string;
  readonly note?: string;
  readonly shapes: readonly Shape[];
}

export interface Shape {
  /** Unique in its picture. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** The callers who try in vain, if an arrow for each would hide the rest. */
  readonly refused?: readonly string[];
  /** An actor, a thing that is kept or run, or anybody at all. */
  readonly kind: 'person' | 'thing' | 'stranger';
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly verdict: 'allow' | 'deny' | 'unknown';
}

/**
 * Draws a picture by Graphviz (in WebAssembly).
 *
 * @returns an `<svg>` element for a page that has {@link pictureStyle} in its style sheet
 */
export async function draw(picture: Picture): Promise<string> {
  // Loaded only for drawing: it is larger than all the rest.
  const { instance } = await import('@viz-js/viz');
  const svg = (await instance()).renderString(toDot(picture), { format: 'svg', engine: 'dot' });
  return (
    svg
      .slice(svg.indexOf('<svg'))
      // Points would make it a third larger than the text around it.
      .replace(/width="(\d+)pt" height="(\d+)pt"/, 'width="$1" height="$2"')
      // A page does not need Graphviz's names and titles, and its comments repeat them.
      .replace(/<title>[^<]*<\/title>\n|<!--[^]*?-->\n/g, '')
      .replace(/<g id="(?:node|edge|clust|graph)\d+" /g, '<g ')
  );
}

/**
 * A picture as a file of its own: legible on a light and on a dark page, with a description for people who do not see
 * it.
 */
export async function drawFile(picture: Picture): Promise<string> {
  const head = [
    '<!-- Written by `npm run pictures` from the trees; a test compares. -->',
    `<title id="title">${escaped(picture.title)}</title>`,
    `<desc id="description">${escaped(picture.description)}</desc>`,
    `<style>${themes}${pictureStyle}</style>`,
    '<rect class="paper" width="100%" height="100%" rx="12"/>\n',
  ].join('\n');
  return (await draw(picture)).replace(/^<svg ([^>]*)>\n/, (_, attributes: string) => {
    return `<svg role="img" aria-labelledby="title description" ${attributes}>\n${head}`;
  });
}

/**
 * A page shows a file as an image, and its own style sheet does not reach into images. So the file brings both themes.
 */
const themes = `
  svg { --paper: #fcfcfb; --line: #d5d9de; --band: #f1f3f5; --ink: #1f2328; --faint: #59636e; --accent: #0b5a9d; --open: #1a7f37; --closed: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #15181c; --line: #3a414a; --band: #1c2127; --ink: #e8eaed; --faint: #a4adb8; --accent: #79c0ff; --open: #56d364; --closed: #ff8078; }
  }
  .paper { fill: var(--paper); stroke: var(--line); }`;

/**
 * The look of a picture, in the colours of the page around it. The first line of a shape is its title, the second its
 * note, and the other lines name the refused callers.
 */
export const pictureStyle = `
  svg text { fill: var(--faint); font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
  svg .node text:first-of-type, svg .cluster text:first-of-type { fill: var(--ink); font-size: 13px; font-weight: 600; }
  svg .cluster text { transform: translateY(5px); }
  svg .node text:nth-of-type(n + 3), svg .deny text { fill: var(--closed); }
  svg .allow text { fill: var(--open); }
  svg .edge text { font-weight: 600; }
  svg .cluster path { fill: var(--band); stroke: var(--line); }
  svg .node path { fill: var(--paper); stroke: var(--faint); }
  svg .person path { stroke: var(--accent); stroke-width: 1.6; }
  svg .edge path { stroke: var(--faint); stroke-width: 1.6; }
  svg .allow path, svg .allow polygon { stroke: var(--open); }
  svg .allow polygon { fill: var(--open); }
  svg .deny path, svg .deny polygon, svg .deny polyline { stroke: var(--closed); }
  svg .deny polygon { fill: var(--closed); }
`;

/** Refused arrows do not affect the layout. */
const arrowStyles = {
  allow: '',
  deny: ', style=dashed, arrowhead=tee, constraint=false',
  unknown: ', style=dotted, arrowhead=none',
} as const;

/**
 * A picture in Graphviz's language. Colours come from a style sheet, by `class`. Graphviz only measures with its font.
 * That font is wide, as the reader's may be.
 */
function toDot({ columns, arrows }: Picture): string {
  const shape = ({ id, title, note, refused = [], kind }: Shape): string => {
    const label = quoted([title, note, ...refused.map((who) => `✘ ${who}`)].join('\n'));
    return `${quoted(id)} [class=${kind}, label=${label}, style="rounded${kind === 'stranger' ? ',dashed' : ''}"]`;
  };
  const column = ({ title, note, shapes }: Column, index: number): readonly string[] =>
    title === undefined
      ? shapes.map(shape)
      : [
          `subgraph cluster${index} {`,
          `label=${quoted([title, ...(note === undefined ? [] : [note])].join('\n'))}; style=rounded; margin=16`,
          ...shapes.map(shape),
          '}',
        ];
  return [
    'digraph {',
    'graph [rankdir=LR, bgcolor=transparent, pad=0.3, nodesep=0.35, ranksep=0.9, fontname="DejaVu Sans", fontsize=13]',
    'node [shape=box, margin="0.25,0.12", fontname="DejaVu Sans", fontsize=13]',
    'edge [fontname="DejaVu Sans", fontsize=13]',
    ...columns.flatMap(column),
    ...arrows.map(
      ({ from, to, label = '', verdict }) =>
        `${quoted(from)} -> ${quoted(to)} [class=${verdict}, label=${quoted(label)}${arrowStyles[verdict]}]`,
    ),
    '}',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A quoted identifier or label. A backslash begins an escape in labels, so it is escaped like the quote. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
