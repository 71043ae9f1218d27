import { isDeepStrictEqual } from 'node:util';
import type { At, FieldPath, KubernetesObject } from '@tinjis/rules/objects/located';
import type { Reader } from '../reader.ts';
import { isGoAlone } from '../kustomization-fields.ts';
import { folderOf, resolvePath, type Tree } from '../tree/tree.ts';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import { counterpart, fieldAt, type FieldMap, isMapping } from '@tinjis/rules/objects/fields';

/** A field of a rendered object that differs from what its file has. */
export interface ChangedField {
  readonly object: KubernetesObject;
  readonly path: FieldPath;
  /** What it is called in its file, and its kind there. */
  readonly name: string;
  readonly kind: string;
}

/** An entry that may have set a field. The first whose value is what was rendered is it. */
interface Candidate {
  readonly at: At;
  readonly exact: boolean;
}

/**
 * Finds the entry of a kustomization by which a field became what it is.
 * @param kustomizations files, the outermost first: its word is last
 * @returns undefined where none of them names the field
 */
export function whatChanged(
  tree: Tree,
  reader: Reader,
  kustomizations: readonly string[],
  field: ChangedField,
): At | undefined {
  let likely: At | undefined;
  for (const file of kustomizations) {
    const [document] = reader.manifests(tree, file).documents;
    if (!document || !isMapping(document.value)) continue;
    for (const { at, exact } of candidates(tree, reader, file, document.value, document.at, field)) {
      if (exact) return at;
      likely ??= at;
    }
  }
  return likely;
}

type Place = YamlDocument['at'];

function* candidates(
  tree: Tree,
  reader: Reader,
  file: string,
  fields: FieldMap,
  at: Place,
  field: ChangedField,
): Generator<Candidate> {
  yield* imagesAndReplicas(fields, at, field);
  yield* labelsAndNames(fields, at, field);
  yield* generated(fields, at, field);
  for (const kind of ['patches', 'patchesJson6902', 'patchesStrategicMerge'] as const) {
    const entries = list(fields[kind]);
    for (let index = entries.length - 1; index >= 0; index--) {
      const place = at([kind, index]);
      const entry = entries[index];
      const { target, path, patch } = isMapping(entry) ? entry : textPatch(entry);
      if (isMapping(target) && !isMeant(target, field)) continue;
      for (const document of documentsOf(tree, reader, file, path, patch, place)) {
        yield* Array.isArray(document.value)
          ? byOperations(document.value, document.at, field)
          : byMerge(document, target !== undefined, field);
      }
    }
  }
  const value = fieldAt(field.object, field.path);
  if (value === undefined || Object(value) === value) return;
  for (const kind of ['replacements', 'transformers', 'configurations', 'vars'] as const) {
    if (fields[kind] !== undefined) yield { at: at([kind]), exact: false };
  }
}

/** An entry of `patchesStrategicMerge` is a path or the patch itself. */
function textPatch(entry: unknown): FieldMap {
  return String(entry).includes('\n') ? { patch: entry } : { path: entry };
}

function* imagesAndReplicas(fields: FieldMap, at: Place, { object, path }: ChangedField): Generator<Candidate> {
  const value = fieldAt(object, path);
  if (path.at(-1) === 'image') {
    for (const [index, entry] of records(fields['images']).entries()) {
      const { newName, newTag, digest } = entry;
      const parts = [newName, newTag, digest].filter((part) => part !== undefined).map(String);
      if (parts.length > 0 && parts.every((part) => String(value).includes(part)))
        yield { at: at(['images', index]), exact: true };
    }
  }
  if (path.at(-1) !== 'replicas') return;
  for (const [index, entry] of records(fields['replicas']).entries()) {
    if (entry['count'] === value) yield { at: at(['replicas', index]), exact: entry['name'] === object.metadata.name };
  }
}

function* labelsAndNames(fields: FieldMap, at: Place, { object, path }: ChangedField): Generator<Candidate> {
  const last = String(path.at(-1));
  const value = fieldAt(object, path);
  if (value === undefined) return;
  for (const kind of ['commonLabels', 'commonAnnotations'] as const) {
    if (fieldAt(fields[kind], [last]) === value) yield { at: at([kind, last]), exact: true };
  }
  for (const [index, { pairs }] of records(fields['labels']).entries()) {
    if (fieldAt(pairs, [last]) === value) yield { at: at(['labels', index, 'pairs', last]), exact: true };
  }
  if (last === 'namespace' && fields['namespace'] === value) yield { at: at(['namespace']), exact: true };
  for (const kind of ['namePrefix', 'nameSuffix'] as const) {
    if (typeof value === 'string' && typeof fields[kind] === 'string' && value.includes(fields[kind]))
      yield { at: at([kind]), exact: false };
  }
}

function* generated(fields: FieldMap, at: Place, { object, path, name }: ChangedField): Generator<Candidate> {
  for (const kind of ['configMapGenerator', 'secretGenerator'] as const) {
    for (const [index, entry] of records(fields[kind]).entries()) {
      if (entry['name'] !== name || path[0] !== 'data' || !kind.startsWith(object.kind.toLowerCase().slice(0, 3)))
        continue;
      for (const sort of ['literals', 'files'] as const) {
        const found = list(entry[sort]).findIndex((each) => givesKey(String(each), String(path[1])));
        if (found >= 0) yield { at: at([kind, index, sort, found]), exact: true };
      }
      if (entry['envs'] !== undefined) yield { at: at([kind, index, 'envs']), exact: false };
    }
  }
}

function givesKey(entry: string, key: string): boolean {
  const [given, path] = entry.split('=', 2) as [string, string?];
  return path === undefined ? given.replace(/^.*\//, '') === key : given === key;
}

/** Whether a target may be meant for an object. A target by an expression that only Go reads may be. */
function isMeant(target: FieldMap, { object, name, kind }: ChangedField): boolean {
  const matches = (pattern: unknown, texts: readonly string[]): boolean => {
    if (pattern === undefined || pattern === '' || isGoAlone(String(pattern))) return true;
    try {
      const expression = new RegExp(`^(?:${String(pattern)})$`);
      return texts.some((text) => expression.test(text));
    } catch {
      return true;
    }
  };
  return matches(target['kind'], [object.kind, kind]) && matches(target['name'], [object.metadata.name, name]);
}

function documentsOf(
  tree: Tree,
  reader: Reader,
  file: string,
  path: unknown,
  patch: unknown,
  at: At,
): readonly YamlDocument[] {
  // Inline text has no lines of its own in the file, so the entry stands for all of it.
  if (typeof patch === 'string') return readYaml(file, patch).documents.map(({ value }) => ({ value, at: () => at }));
  const target = typeof path === 'string' ? resolvePath(folderOf(file), path) : undefined;
  return target !== undefined && tree.kind(target) === 'file' ? reader.manifests(tree, target).documents : [];
}

function* byMerge(
  { value, at }: YamlDocument,
  targeted: boolean,
  { object, path, name }: ChangedField,
): Generator<Candidate> {
  if (!isMapping(value)) return;
  const patch = value as FieldMap & Partial<KubernetesObject>;
  const isNamed = patch.kind === object.kind && [name, object.metadata.name].includes(patch.metadata?.name ?? '');
  if (!targeted && !isNamed) return;
  for (let depth = 0; depth < path.length; depth++) {
    const above = counterpart(object, path.slice(0, depth), patch);
    if (above && fieldAt(patch, [...above, '$patch']) !== undefined)
      yield { at: at([...above, '$patch']), exact: false };
  }
  const place = counterpart(object, path, patch);
  if (place) yield { at: at(place), exact: isSame(fieldAt(patch, place), fieldAt(object, path)) };
}

function* byOperations(
  operations: readonly unknown[],
  at: Place,
  { object, path }: ChangedField,
): Generator<Candidate> {
  const value = fieldAt(object, path);
  for (let index = operations.length - 1; index >= 0; index--) {
    const operation = operations[index];
    if (!isMapping(operation) || typeof operation['path'] !== 'string') continue;
    const prefix = pointer(operation['path']);
    if (!isUnder(path, prefix)) continue;
    const given = operation['op'] === 'remove' ? undefined : fieldAt(operation['value'], path.slice(prefix.length));
    // An index may be another one afterwards, so it alone proves nothing.
    const isThere = prefix.every((step, depth) => step === String(path[depth]));
    const exact = isSame(given, value) && (isThere || value !== undefined);
    if (exact || isThere) yield { at: at([index]), exact };
  }
}

/** An empty field and one that is not there are the same to Kubernetes. */
function isSame(given: unknown, value: unknown): boolean {
  return isDeepStrictEqual(given ?? undefined, value ?? undefined);
}

function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether a path leads to a prefix or below it, whatever its indexes. */
function isUnder(path: FieldPath, prefix: readonly string[]): boolean {
  return (
    prefix.length <= path.length &&
    prefix.every(
      (step, index) => step === String(path[index]) || (typeof path[index] === 'number' && /^(?:-|\d+)$/.test(step)),
    )
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function records(value: unknown): readonly FieldMap[] {
  return list(value).map((each) => (isMapping(each) ? each : {}));
}
