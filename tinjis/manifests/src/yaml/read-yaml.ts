import { constructFromEvents, CORE_SCHEMA, mergeTag, parseEvents, type YAMLException } from 'js-yaml';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { lazily } from '@tinjis/rules/memo';
import { ambiguousScalars, secondMerge } from './scalars.ts';
import { lineCounter, type YamlPlace, places } from './places.ts';
import { isMapping } from '@tinjis/rules/objects/fields';

/** One document of a YAML text, with where each of its fields stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** As `Resource.at`: the nearest parent of a field that is not there. */
  at(path?: FieldPath): At;
}

/** A text that is no YAML, or that two programs would read differently. */
export interface YamlProblem {
  readonly code: 'yaml/syntax' | 'yaml/ambiguous';
  readonly message: string;
  readonly at: At;
}

export interface YamlText {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

// Merge keys (<<) are not in YAML 1.2, but kustomize and kubectl apply them.
const schema = CORE_SCHEMA.withTags(mergeTag);

/**
 * Reads every document of a YAML text. Duplicate keys, tabs and unknown tags are problems, as they are for Kubernetes.
 * @param file path the locations name
 */
export function readYaml(file: string, text: string): YamlText {
  const located = lazily(() => lineCounter(text));
  const at = (offset: number): Required<At> => ({ file, ...located()(offset) });
  try {
    const events = parseEvents(text, {});
    const values = constructFromEvents(events, { source: text, schema, maxAliases: 100 });
    const problems = ambiguousScalars(text, events).map(({ offset, word, meaning }): YamlProblem => ({
      code: 'yaml/ambiguous',
      message: `plain ${word} is ${meaning} to Kubernetes and something else to YAML 1.2: quote it, or write it plainly`,
      at: at(offset),
    }));
    const second = secondMerge(text, events);
    if (second !== undefined)
      problems.push({ code: 'yaml/syntax', message: 'a mapping has two merge keys (<<)', at: at(second) });
    const trees = lazily(() => places(text, parseEvents(text, {})));
    const documents = values.map((value, index): YamlDocument => ({
      value,
      at: (path = []) => new LocatedLater(file, () => at(descend(trees()[index] as YamlPlace, path))),
    }));
    return { documents, problems };
  } catch (error) {
    // The parser throws nothing else, and always says where.
    const { reason, mark } = error as YAMLException & {
      readonly mark: { readonly line: number; readonly column: number };
    };
    const where = { file, line: mark.line + 1, column: mark.column + 1 };
    return { documents: [], problems: [{ code: 'yaml/syntax', message: reason, at: where }] };
  }
}

/**
 * A place whose line is looked up when somebody reads it. Places are handed out with every answer and of most files
 * never printed; finding them takes a second parse, and more memory than the file's objects.
 */
class LocatedLater implements Required<At> {
  readonly file: string;
  readonly #find: () => Required<At>;
  #found: Required<At> | undefined;

  constructor(file: string, find: () => Required<At>) {
    this.file = file;
    this.#find = find;
  }

  get line(): number {
    return this.#place().line;
  }

  get column(): number {
    return this.#place().column;
  }

  toJSON(): Required<At> {
    return this.#place();
  }

  #place(): Required<At> {
    return (this.#found ??= this.#find());
  }
}

function descend(from: YamlPlace, path: FieldPath): number {
  let place = from;
  for (const step of path) {
    const next = place.children.get(step);
    if (!next) break;
    place = next;
  }
  return place.offset;
}

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

/**
 * A text with only those of its documents in which another text stands; every line keeps its number. A line that starts
 * with `---` begins a document wherever it stands, even within a block of text.
 */
export function withDocumentsOf(text: string, part: string): string {
  return text
    .split(/^(?=---(?:\s|$))/m)
    .map((document) => (document.includes(part) ? document : document.replaceAll(/[^\n]+/g, '')))
    .join('');
}

/**
 * The Kubernetes objects of a document: itself, or the items of a `List`.
 * @returns undefined where the document is no Kubernetes object
 */
export function resourcesOf({ value, at }: YamlDocument): readonly Resource[] | undefined {
  return collect(value, at, []);
}

function collect(value: unknown, at: Resource['at'], path: FieldPath): readonly Resource[] | undefined {
  if (!isMapping(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string')
    return undefined;
  if (value['kind'].endsWith('List') && Array.isArray(value['items'])) {
    return value['items'].flatMap((item, index) => collect(item, at, [...path, 'items', index]) ?? []);
  }
  if (!isMapping(value['metadata']) || typeof value['metadata']['name'] !== 'string') return undefined;
  return [{ object: value as unknown as KubernetesObject, at: (field = []) => at([...path, ...field]) }];
}
