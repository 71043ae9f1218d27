import type { Finding } from '@tinjis/rules/finding';
import type { Resource } from '@tinjis/rules/objects/located';
import { resolvePath } from '../tree/path.ts';
import type { Reader } from '../reader.ts';
import type { Tree } from '../tree/tree.ts';
import { generatedConfigMaps } from './generated.ts';
import { type Kustomization, readKustomization } from '../kustomization.ts';
import { applyPatches } from './patches.ts';
import { inNamespace } from './namespace.ts';

/** What a folder of plain manifests gives a cluster, and every file that took part. */
export interface Gathered {
  readonly resources: readonly Resource[];
  readonly files: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/**
 * Fields with no say in who may do what. Anything else would change the objects in a way that is not followed here,
 * so it is a finding: a proof about objects that nobody gets would be worth nothing.
 */
const read = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'components',
  'patches',
  'namespace',
  'images',
  'configMapGenerator',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]);

/**
 * Gathers the objects a kustomization gives, from the files themselves, so that every field keeps its line.
 * Follows resources, components, patches of maps and the namespace; says so where a kustomization asks for more.
 * Rendering is kustomize's work (`tinjis render`): this is for governance, which is written to be read as it stands.
 */
export function gather(tree: Tree, reader: Reader, folder: string): Gathered {
  const files = new Set<string>();
  const findings: Finding[] = [];
  const resources = fromFolder({ tree, reader, files, findings, open: [] }, folder);
  return { resources, files, findings };
}

interface Gathering {
  readonly tree: Tree;
  readonly reader: Reader;
  readonly files: Set<string>;
  readonly findings: Finding[];
  /** Folders being read, to stop at one that leads back to itself. */
  readonly open: readonly string[];
}

function fromFolder(gathering: Gathering, folder: string): readonly Resource[] {
  const { tree, reader, files, findings } = gathering;
  const kustomization = readKustomization(tree, reader, folder);
  if (!kustomization) return [];
  files.add(kustomization.file);
  for (const { field, problem, at } of kustomization.faults) {
    findings.push({ code: 'kustomize/malformed', args: { field: field.join('.') || 'the file', problem }, at });
  }
  for (const field of kustomization.names) {
    if (!read.has(field))
      findings.push({ code: 'kustomize/not-followed', args: { field }, at: kustomization.at([field]) });
  }
  const inner = { ...gathering, open: [...gathering.open, folder] };
  const listed = (['resources', 'components'] as const).flatMap((field) => referred(inner, kustomization, field));
  const resources = [...listed, ...generatedConfigMaps(kustomization)];
  const patched = applyPatches(gathering, kustomization, resources);
  const { namespace } = kustomization.fields;
  return namespace === undefined
    ? patched
    : patched.map((resource) => inNamespace(resource, namespace, kustomization.at(['namespace'])));
}

function referred(gathering: Gathering, kustomization: Kustomization, field: 'resources' | 'components'): Resource[] {
  const { tree, reader, files, findings, open } = gathering;
  const found: Resource[] = [];
  for (const [index, reference] of (kustomization.fields[field] ?? []).entries()) {
    const at = kustomization.at([field, index]);
    const path = reference.includes('://') ? undefined : resolvePath(kustomization.folder, reference);
    if (path === undefined) findings.push({ code: 'kustomize/outside', args: { reference }, at });
    else if (tree.kind(path) === 'file') {
      files.add(path);
      const { resources, problems } = reader.manifests(tree, path);
      found.push(...resources);
      findings.push(
        ...problems.map(({ code, message, at: where }): Finding => ({ code, args: { message }, at: where })),
      );
    } else if (open.includes(path)) findings.push({ code: 'kustomize/circular', args: { reference }, at });
    else if (readKustomization(tree, reader, path)) found.push(...fromFolder(gathering, path));
    else findings.push({ code: 'kustomize/missing', args: { reference }, at });
  }
  return found;
}
