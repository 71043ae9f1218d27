import type { Finding } from '../../diagnose/finding.ts';
import type { At, Resource } from '../../model/located.ts';
import { resolvePath } from '../path.ts';
import type { Reader } from '../reader.ts';
import type { Tree } from '../tree/tree.ts';
import { readYaml, type YamlDocument } from '../yaml/read-yaml.ts';
import type { Kustomization, PatchEntry } from './kustomization.ts';
import { jsonPatch, mergePatch, type Operation } from './patch.ts';

interface Patching {
  readonly tree: Tree;
  readonly reader: Reader;
  readonly files: Set<string>;
  readonly findings: Finding[];
}

/** Kinds whose merge patch is a plain merge of maps: none of their lists is merged item by item. */
const mergedKinds = new Set(['AppProject', 'Application', 'ClusterRole', 'ConfigMap', 'Namespace', 'NetworkPolicy', 'Role', 'Secret', 'ServiceAccount']);

/** A kustomization's patches, in order, laid over its resources. */
export function applyPatches(patching: Patching, kustomization: Kustomization, resources: readonly Resource[]): readonly Resource[] {
  return (kustomization.fields.patches ?? []).reduce<readonly Resource[]>((patched, entry, index) => {
    const documents = bodiesOf(patching, kustomization, entry, kustomization.at(['patches', index]));
    return documents.reduce<readonly Resource[]>((each, document) => each.flatMap((resource) => apply(entry, document, resource)), patched);
  }, resources);
}

/** A resource after one patch document: itself where the patch is for others, nothing where it is deleted. */
function apply(entry: PatchEntry, { value, at }: YamlDocument, resource: Resource): readonly Resource[] {
  if (Array.isArray(value)) {
    return [targets(entry, resource) ? jsonPatch(resource, value as readonly Operation[], (step) => at([step])) : resource];
  }
  const patch = { object: value as Resource['object'] & { readonly $patch?: string }, at };
  if (!(entry.target ? targets(entry, resource) : isNamed(patch, resource))) return [resource];
  if (patch.object.$patch === 'delete') return [];
  if (!mergedKinds.has(resource.object.kind)) return [resource];
  // With a target the patch's own name is only a placeholder.
  const { apiVersion, kind, metadata } = resource.object;
  const object = { ...patch.object, apiVersion, kind, metadata: { ...patch.object.metadata, name: metadata.name } };
  return [mergePatch(resource, { object, at })];
}

function isNamed({ object }: Resource, resource: Resource): boolean {
  const { kind, metadata } = object as Partial<Resource['object']>;
  return kind === resource.object.kind && metadata?.name === resource.object.metadata.name;
}

function bodiesOf(patching: Patching, { file, folder }: Kustomization, { path, patch }: PatchEntry, at: At): readonly YamlDocument[] {
  const { tree, reader, files, findings } = patching;
  // Inline text has no lines of its own in the file, so the entry stands for all of it.
  if (path === undefined) return readYaml(file, patch ?? '').documents.map(({ value }) => ({ value, at: () => at }));
  const target = resolvePath(folder, path);
  if (target === undefined || tree.kind(target) !== 'file') {
    findings.push({ code: target === undefined ? 'kustomize/outside' : 'kustomize/missing', args: { reference: path }, at });
    return [];
  }
  files.add(target);
  return reader.manifests(tree, target).documents;
}

/** Whether a patch is meant for a resource. Names and kinds of a target are anchored regular expressions, as in kustomize. */
function targets({ target = {} }: PatchEntry, { object }: Resource): boolean {
  const { name, namespace = '' } = object.metadata;
  return matches(target.kind, object.kind) && matches(target.name, name) && matches(target.namespace, namespace);
}

function matches(pattern: string | undefined, value: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
}
