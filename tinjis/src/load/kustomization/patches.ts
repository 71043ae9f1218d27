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
    const at = kustomization.at(['patches', index]);
    const document = bodyOf(patching, kustomization, entry, at);
    if (!document) return patched;
    const { value } = document;
    if (Array.isArray(value)) {
      const edit = (resource: Resource): Resource => jsonPatch(resource, value as readonly Operation[], (step) => document.at([step]));
      return patched.map((resource) => (targets(entry, resource) ? edit(resource) : resource));
    }
    return patched.map((resource) => merged(entry, resource, document));
  }, resources);
}

function merged(entry: PatchEntry, resource: Resource, { value, at }: YamlDocument): Resource {
  const patch: Resource = { object: value as Resource['object'], at };
  const { kind, metadata } = resource.object;
  if (!mergedKinds.has(kind)) return resource;
  const named = patch.object.kind === kind && (patch.object.metadata as { readonly name?: string } | undefined)?.name === metadata.name;
  if (!(entry.target ? targets(entry, resource) : named)) return resource;
  // With a target the patch's own name is only a placeholder.
  const object = { ...patch.object, apiVersion: resource.object.apiVersion, kind, metadata: { ...patch.object.metadata, name: metadata.name } };
  return mergePatch(resource, { object, at });
}

function bodyOf(patching: Patching, { file, folder }: Kustomization, { path, patch }: PatchEntry, at: At): YamlDocument | undefined {
  const { tree, reader, files, findings } = patching;
  if (path === undefined) {
    // Inline text has no lines of its own in the file, so the entry stands for all of it.
    const [document] = readYaml(file, patch ?? '').documents;
    return document && { value: document.value, at: () => at };
  }
  const target = resolvePath(folder, path);
  if (target === undefined || tree.kind(target) !== 'file') {
    findings.push({ code: target === undefined ? 'kustomize/outside' : 'kustomize/missing', args: { reference: path }, at });
    return undefined;
  }
  files.add(target);
  return reader.manifests(tree, target).documents[0];
}

/** Whether a patch is meant for a resource. Names and kinds of a target are anchored regular expressions, as in kustomize. */
function targets({ target = {} }: PatchEntry, { object }: Resource): boolean {
  const { name, namespace = '' } = object.metadata;
  return matches(target.kind, object.kind) && matches(target.name, name) && matches(target.namespace, namespace);
}

function matches(pattern: string | undefined, value: string): boolean {
  return pattern === undefined || new RegExp(`^(?:${pattern})$`).test(value);
}
