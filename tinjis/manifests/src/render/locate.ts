import { isDeepStrictEqual } from 'node:util';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { lazily } from '@tinjis/rules/memo';
import type { Reader } from '../reader.ts';
import { whatChanged } from './changes.ts';
import { counterpart, fieldAt, isMapping } from '@tinjis/rules/objects/fields';
import type { RenderedObject } from './rendered.ts';
import { resourcesOf, withoutSchemas, readYaml } from '../yaml/read-yaml.ts';
import type { Tree } from '../tree/tree.ts';
import type { Inputs } from './inputs.ts';

/**
 * A rendered object with the place of each field: in the file that it was written in or, where it is no longer what
 * stands there, at the entry that changed it.
 * @param kustomizations files of those that took part, the outermost first
 */
export function located(
  tree: Tree,
  reader: Reader,
  kustomizations: readonly string[],
  { object, origin }: RenderedObject,
): Resource {
  const source = lazily(() => sourceOf(tree, reader, origin, object));
  const find = (path: FieldPath): At => {
    const { object: written, at } = source();
    if (path.length === 0) return at();
    const place = counterpart(object, path, written);
    if (place && isDeepStrictEqual(fieldAt(written, place), fieldAt(object, path))) return at(place);
    const field = { object, path, name: written.metadata.name, kind: written.kind };
    return whatChanged(tree, reader, kustomizations, field) ?? at(place ?? path);
  };
  return { object, at: (path = []) => new LocatedLater(path.length === 0 ? origin : undefined, () => find(path)) };
}

type Source = Pick<Resource, 'object' | 'at'>;

/** What an object was made from: the one of its kind and name in its file, or the entry that generates it. */
function sourceOf(tree: Tree, reader: Reader, origin: string, object: KubernetesObject): Source {
  const { kind, metadata } = object;
  const named = reader
    .documentsWith(tree, origin, metadata.name)
    .resources.filter((each) => each.object.kind === kind && each.object.metadata.name === metadata.name);
  const own = named.find((each) => each.object.metadata.namespace === metadata.namespace) ?? named[0];
  if (own) return own;
  const { resources, documents } = reader.manifests(tree, origin);
  const alike = resources.filter((each) => each.object.kind === kind);
  const found =
    // A prefix or suffix may have been added, or the kind itself changed.
    [...alike, ...resources.filter((each) => each.object.apiVersion === object.apiVersion), ...resources].find((each) =>
      metadata.name.includes(each.object.metadata.name),
    );
  if (found) return found;
  const [{ value: fields, at: place }] = [documents[0] ?? { value: undefined, at: () => ({ file: origin, line: 1 }) }];
  for (const field of ['configMapGenerator', 'secretGenerator'] as const) {
    const entries = isMapping(fields) && Array.isArray(fields[field]) ? (fields[field] as unknown[]) : [];
    const index = entries.findIndex(
      (entry) => isMapping(entry) && typeof entry['name'] === 'string' && metadata.name.includes(entry['name']),
    );
    if (index >= 0) {
      const name = (entries[index] as { readonly name: string }).name;
      return { object: { ...object, metadata: { ...metadata, name } }, at: () => place([field, index]) };
    }
  }
  return { object, at: () => place() };
}

/**
 * A place that is looked up when somebody reads it. Places are handed out with every answer and most are never printed;
 * finding them takes reading the file again, and more memory than the file's objects.
 */
class LocatedLater implements Required<At> {
  readonly #file: string | undefined;
  readonly #find: () => At;
  #found: At | undefined;

  constructor(file: string | undefined, find: () => At) {
    this.#file = file;
    this.#find = find;
  }

  get file(): string {
    return this.#file ?? this.#place().file;
  }

  get line(): number {
    return this.#place().line;
  }

  get column(): number {
    return this.#place().column ?? 1;
  }

  toJSON(): At {
    const { file, line, column } = this;
    return { file, line, column };
  }

  #place(): At {
    return (this.#found ??= this.#find());
  }
}

/** With this many patches, kustomize takes as long to note where objects come from as to do everything else. */
const mostPatches = 20;

/**
 * Whether kustomize is asked where the objects of a folder come from. It then also notes every patch on every object,
 * which takes the square of their number: two minutes for the folder of a cluster with 200 teams, and a second without.
 */
export function asksOrigins({ patches }: Inputs): boolean {
  return patches <= mostPatches;
}

/**
 * Finds where the objects of a folder come from without asking kustomize: the file that holds one of that kind and
 * name, in that namespace if there are several, else the kustomization.
 */
export function originsIn(tree: Tree, { listed, named, kustomizations }: Inputs): (object: KubernetesObject) => string {
  const files = [...listed].filter((path) => !named.has(path) && !kustomizations.includes(path));
  const written = files.flatMap((file) =>
    readYaml(file, withoutSchemas(tree.text(file)))
      .documents.flatMap((document) => resourcesOf(document) ?? [])
      .map(({ object }) => ({ file, key: keyOf(object), namespace: object.metadata.namespace })),
  );
  const byKey = Map.groupBy(written, ({ key }) => key);
  return (object) => {
    const found = byKey.get(keyOf(object)) ?? [];
    const exact = found.find(({ namespace }) => namespace === object.metadata.namespace) ?? found[0];
    return exact?.file ?? (kustomizations[0] as string);
  };
}

function keyOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind} ${name}`;
}
