import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { imagined } from '@tinjis/rules/objects/objects';
import { kubernetesUser } from '../../model/identity.ts';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { KubernetesObject } from '@tinjis/rules/objects/located';

/** A request that one policy from `policies/admission` has to refuse all by itself, whatever the others say. */
export interface Probe {
  /** Name of the policy. */
  readonly policy: string;
  readonly what: string;
  /** Made only on demand: hardly any probe is needed in a second namespace. */
  request(): AdmissionRequest;
}

/** The namespace that the probes are for, and a workload that it may run. */
export interface ProbedNamespace {
  readonly namespace: string;
  readonly workload: string;
  /** Image path tied to the workload. */
  readonly path: string;
}

/** Which cases become probes, out of all. */
export type Choice = <T extends { readonly policy: string }>(cases: readonly T[]) => readonly T[];

/** The first case of each rule, which shows that the rule holds in a namespace. The others are never made. */
export const oneOfEach: Choice = (cases) => [
  ...new Map(cases.toReversed().map((each) => [each.policy, each])).values(),
];

export type Body = Readonly<Record<string, unknown>>;
type Operation = AdmissionRequest['operation'];

/** The asker: the account that deploys the namespace's own workloads, since that account would try. */
function deployer(namespace: string): AdmissionRequest['user'] {
  const { user, groups } = kubernetesUser({ kind: 'account', namespace, name: 'deployer' });
  return { name: user, groups };
}

/** A request by the namespace's deployer about one object. */
export function requestOf(
  operation: Operation,
  { namespace }: ProbedNamespace,
  group: string,
  kind: string,
  body: Body = {},
  subresource?: string,
): AdmissionRequest {
  const { resource, namespaced } = kindOf(group, kind);
  const version = 'v1';
  const metadata = { name: 'probe', ...(namespaced && { namespace }), ...(body['metadata'] as object) };
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const object: KubernetesObject & Body = { apiVersion, kind, spec: {}, ...body, metadata };
  const placed = imagined(object, { file: `namespace ${namespace}`, line: 1 });
  return {
    operation,
    ...(operation !== 'DELETE' && { object: placed }),
    ...(operation !== 'CREATE' && { oldObject: placed }),
    ...(namespaced && { namespace }),
    resource: { group, version, resource, ...(subresource !== undefined && { subresource }) },
    user: deployer(namespace),
  };
}
