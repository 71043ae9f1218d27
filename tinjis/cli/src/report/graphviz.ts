/**
 * Draws a graph by Graphviz (in WebAssembly).
 * @param graph in the DOT language
 * @returns an `<svg>` element, to be put into a page: without the declaration and the document type of a file of its
 * own
 */
export async function draw(graph: string): Promise<string> {
  // Loaded when something is drawn: it is larger than all the rest.
  const { instance } = await import('@viz-js/viz');
  const svg = (await instance()).renderString(graph, { format: 'svg', engine: 'dot' });
  return svg.slice(svg.indexOf('<svg'));
}
