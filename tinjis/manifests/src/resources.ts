import type { FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { YamlDocument } from './yaml/read-yaml.ts';

/**
 * The Kubernetes objects of a document: itself, or the items of a `List`.
 * @returns undefined where the document is no Kubernetes object
 */
export function resourcesOf({ value, at }: YamlDocument): readonly Resource[] | undefined {
  return collect(value, at, []);
}

function collect(value: unknown, at: Resource['at'], path: FieldPath): readonly Resource[] | undefined {
  if (!isRecord(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string')
    return undefined;
  if (value['kind'].endsWith('List') && Array.isArray(value['items'])) {
    return value['items'].flatMap((item, index) => collect(item, at, [...path, 'items', index]) ?? []);
  }
  if (!isRecord(value['metadata']) || typeof value['metadata']['name'] !== 'string') return undefined;
  return [{ object: value as unknown as KubernetesObject, at: (field = []) => at([...path, ...field]) }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
