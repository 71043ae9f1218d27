import { constructFromEvents, CORE_SCHEMA, mergeTag, parseEvents, type YAMLException } from 'js-yaml';
import type { At, FieldPath } from '@tinjis/rules/objects/located';
import { lazily } from '../lazily.ts';
import { ambiguousScalars, secondMerge } from './ambiguous.ts';
import { lineCounter } from './lines.ts';
import { type YamlPlace, places } from './places.ts';

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
