import { type GeneratedFile, mark } from '../model/generated.ts';

export type { GeneratedFile };

/** A generated file: the mark, then the text without its surrounding blank lines. */
export function generated(path: string, text: string): GeneratedFile {
  return { path, text: `${mark}\n${text.trim()}\n` };
}

/** Each line indented, for text that goes into another block. */
export function indented(text: string, spaces: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(spaces));
}

/** Operations (RFC 6902) on one object: a cluster's changes to the base. */
export interface Patch {
  /** The object, as fields of a kustomization's target: `kind: Namespace`. */
  readonly target: string;
  /** Each is a YAML list item, which may begin with a comment. */
  readonly operations: readonly string[];
}

/** The projects and Applications among the objects of a folder. */
export const argocdObjects = 'group: argoproj.io';

/** Leaves objects of the base out. */
export function leftOut(target: string): Patch {
  return { target, operations: ['$patch: delete', 'apiVersion: any', 'kind: any', 'metadata: {name: any}'] };
}

/** A kustomization that lists files or folders, and lays patches over their objects. */
export function kustomization(
  path: string,
  resources: readonly string[],
  { comment = '', patches = [] }: { readonly comment?: string; readonly patches?: readonly Patch[] } = {},
): GeneratedFile {
  const entries = patches
    .filter(({ operations }) => operations.length > 0)
    .map(
      ({ target, operations }) =>
        `  - target: {${target}}\n    patch: |-\n${operations.map((operation) => indented(operation, 6)).join('\n')}\n`,
    );
  return generated(
    path,
    `${comment}
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${resources.map((name) => `  - ${name}`).join('\n')}
${entries.length === 0 ? '' : `patches:\n${entries.join('')}`}`,
  );
}
