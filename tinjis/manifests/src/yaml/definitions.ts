/**
 * A document that is a CustomResourceDefinition, from its start to its spec: a mapping that is not indented, so that
 * its keys are.
 */
const head =
  /(?:^|\n---\n)(?:#[^\n]*\n)*apiVersion: apiextensions\.k8s\.io\/v1\nkind: CustomResourceDefinition\nmetadata:\n(?: [^\n]*\n)+spec:\n/g;

/** The next line that is not part of an indented block. */
const end = /^[^ \n]/gm;

/**
 * A text whose CustomResourceDefinitions say who they are and nothing more; every line keeps its number.
 * What a custom kind looks like decides no right, and is nine tenths of what Argo CD's manifest has to parse.
 * A definition that is written in any other way than by Kubernetes' own tools is left as it is.
 */
export function withoutSchemas(text: string): string {
  let kept = '';
  let from = 0;
  for (const found of text.matchAll(head)) {
    const start = found.index + found[0].length;
    end.lastIndex = start;
    const stop = end.exec(text)?.index ?? text.length;
    kept += text.slice(from, start) + text.slice(start, stop).replaceAll(/[^\n]+/g, '');
    from = stop;
  }
  return kept + text.slice(from);
}
