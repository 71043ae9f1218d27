import type { FieldPath, KubernetesObject, Resource } from '../objects/located.ts';
import { type Ruling, together } from '../ruling.ts';
import { admit, type AdmissionRules } from './admit.ts';
import { podTemplates } from './pod-templates.ts';
import type { AdmissionRequest } from './request.ts';

/**
 * The Pod that `workload` leads to, with each field's place in the workload's template; undefined if it makes no pods.
 * It has the workload's name, since the real name is made up later.
 */
export function podOf(workload: Resource): Resource | undefined {
  const template = podTemplates[workload.object.kind];
  if (!template) return undefined;
  const { metadata, spec } = fieldAt(workload.object, template.path);
  const { name, namespace } = workload.object.metadata;
  const object: KubernetesObject & { readonly spec?: unknown } = {
    apiVersion: 'v1',
    kind: 'Pod',
    spec,
    metadata: { ...metadata, name, ...(namespace && { namespace }) },
  };
  return { object, at: (path: FieldPath = []) => workload.at([...template.path, ...path]) };
}

function fieldAt(object: unknown, path: readonly string[]): { readonly metadata?: object; readonly spec?: unknown } {
  const found = path.reduce(
    (node, key) =>
      typeof node === 'object' && node !== null ? (node as Readonly<Record<string, unknown>>)[key] : undefined,
    object,
  );
  return typeof found === 'object' && found !== null ? found : {};
}

/** The request by which Kubernetes will make the pods of `workload`; undefined if it makes no pods. */
export function podRequestOf(workload: Resource): AdmissionRequest | undefined {
  const object = podOf(workload);
  const account = podTemplates[workload.object.kind]?.controller;
  return (
    object && {
      operation: 'CREATE',
      object,
      resource: { group: '', version: 'v1', resource: 'pods' },
      user: {
        name: `system:serviceaccount:kube-system:${account}`,
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
    }
  );
}

/**
 * Whether a workload comes to life: admission lets in the workload itself, and then its pods. Pod Security refuses only
 * the pods, out of sight of whoever deployed, so this is the question to ask about a workload.
 *
 * @param request the request that writes the workload
 */
export function admitWorkload(rules: AdmissionRules, request: AdmissionRequest): Ruling {
  const own = admit(rules, request);
  const pods = request.object && podRequestOf(request.object);
  if (!pods) return own;
  const theirs = admit(rules, { ...pods, ...(request.namespace && { namespace: request.namespace }) });
  return together([own, theirs]);
}
