import type { Resource } from '@tinjis/rules/objects/located';
import type { Kustomization } from '../kustomization.ts';

/** The ConfigMaps a kustomization generates. Their content decides no right, so only who they are is read. */
export function generatedConfigMaps({ fields, at }: Kustomization): readonly Resource[] {
  return (fields.configMapGenerator ?? []).map(({ name, namespace }, index): Resource => ({
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace !== undefined && { namespace }) } },
    at: () => at(['configMapGenerator', index]),
  }));
}
