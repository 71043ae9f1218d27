import type { Finding } from '@tinjis/rules/finding';
import type { At, Resource } from '@tinjis/rules/objects/located';
import { groupOf } from '@tinjis/rules/objects/objects';
import { resolvePath } from '../tree/path.ts';
import type { Reader } from '../reader.ts';
import type { Tree } from '../tree/tree.ts';
import { readYaml, type YamlDocument, type YamlText } from '../yaml/read-yaml.ts';
import { areOperations, jsonPatch } from './json-patch.ts';
import type { Kustomization, PatchEntry } from '../kustomization.ts';
import { isFields, mergePatch, unfollowedField } from './merge.ts';
import { type Meant, readTarget } from './target.ts';

interface Patching {
  readonly tree: Tree;
  readonly reader: Reader;
  readonly files: Set<string>;
  readonly findings: Finding[];
}

/**
 * A kustomization's patches, in order, laid over its resources. What cannot be followed is a finding, and left undone.
 */
export function applyPatches(
  patching: Patching,
  kustomization: Kustomization,
  resources: readonly Resource[],
): readonly Resource[] {
  let patched = resources;
  for (const [index, entry] of (kustomization.fields.patches ?? []).entries()) {
    const at = kustomization.at(['patches', index]);
    const meant = entry.target && readTarget(entry.target);
    if (meant && 'problem' in meant) {
      patching.findings.push({ code: 'kustomize/target', args: { ...meant }, at });
      continue;
    }
    for (const document of documentsOf(patching, kustomization, entry, at)) {
      const before = patched;
      patched = apply(patching.findings, meant, document, before);
      patching.findings.push(...undone(kustomization, before, new Set(patched), at));
    }
  }
  return patched;
}

/**
 * A shared rule is for every cluster as it stands: what is to differ by cluster is generated, where everybody reads it.
 */
function undone(
  { file }: Kustomization,
  before: readonly Resource[],
  after: ReadonlySet<Resource>,
  at: At,
): readonly Finding[] {
  if (file.startsWith('policies/')) return [];
  return before
    .filter((resource) => !after.has(resource) && resource.at().file.startsWith('policies/'))
    .map(({ object }) => ({
      code: 'kustomize/shared-rule-patched',
      args: { kind: object.kind, name: object.metadata.name },
      at,
    }));
}

function apply(
  findings: Finding[],
  meant: Meant | undefined,
  document: YamlDocument,
  resources: readonly Resource[],
): readonly Resource[] {
  const { value, at } = document;
  if (isFields(value)) return merged(findings, meant, value, at, resources);
  if (meant && areOperations(value))
    return resources.map((each) => (meant(each) ? jsonPatch(each, value, (step) => at([step])) : each));
  findings.push({
    code: 'kustomize/patch',
    args: { problem: 'it is neither an object nor operations add, replace and remove with a target' },
    at: at(),
  });
  return resources;
}

function merged(
  findings: Finding[],
  meant: Meant | undefined,
  patch: Readonly<Record<string, unknown>>,
  at: Resource['at'],
  resources: readonly Resource[],
): readonly Resource[] {
  const isFor = meant ?? ((resource: Resource): boolean => isNamed(patch as Partial<Resource['object']>, resource));
  if (patch['$patch'] === 'delete') return resources.filter((each) => !isFor(each));
  return resources.map((resource) => {
    if (!isFor(resource)) return resource;
    // With a target the patch's own name is only a placeholder.
    const { apiVersion, kind, metadata } = resource.object;
    const object = {
      ...patch,
      apiVersion,
      kind,
      metadata: { ...(patch['metadata'] as object | undefined), name: metadata.name },
    };
    const unfollowed = unfollowedField(object, kind);
    if (!unfollowed) return mergePatch(resource, { object, at });
    const problem = `a merge of ${unfollowed.join('.')} into ${kind} ${metadata.name} depends on the kind`;
    findings.push({ code: 'kustomize/patch', args: { problem }, at: at(unfollowed) });
    return resource;
  });
}

/** Whether a patch without target names a resource. */
function isNamed({ apiVersion, kind, metadata }: Partial<Resource['object']>, { object }: Resource): boolean {
  if (kind !== object.kind || metadata?.name !== object.metadata.name) return false;
  if (metadata.namespace !== undefined && metadata.namespace !== object.metadata.namespace) return false;
  return apiVersion === undefined || groupOf({ ...object, apiVersion }) === groupOf(object);
}

function documentsOf(
  patching: Patching,
  kustomization: Kustomization,
  entry: PatchEntry,
  at: At,
): readonly YamlDocument[] {
  const { documents, problems } = textOf(patching, kustomization, entry, at);
  patching.findings.push(
    ...problems.map(({ code, message, at: where }): Finding => ({ code, args: { message }, at: where })),
  );
  return documents;
}

function textOf(patching: Patching, { file, folder }: Kustomization, { path, patch }: PatchEntry, at: At): YamlText {
  const { tree, reader, files, findings } = patching;
  if (path === undefined) {
    // Inline text has no lines of its own in the file, so the entry stands for all of it.
    const { documents, problems } = readYaml(file, patch ?? '');
    return {
      documents: documents.map(({ value }) => ({ value, at: () => at })),
      problems: problems.map((each) => ({ ...each, at })),
    };
  }
  const target = resolvePath(folder, path);
  if (target === undefined || tree.kind(target) !== 'file') {
    findings.push({
      code: target === undefined ? 'kustomize/outside' : 'kustomize/missing',
      args: { reference: path },
      at,
    });
    return { documents: [], problems: [] };
  }
  files.add(target);
  return reader.manifests(tree, target);
}
