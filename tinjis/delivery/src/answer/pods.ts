import { nameLabel } from '../model/layout.ts';
import type { At, FieldPath, KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { Workload } from '../model/model.ts';
import { podSpecPath } from '@tinjis/rules/objects/pod-template';
import type { ContainerPort, PodPeer } from '@tinjis/rules/network/peer';

/** What starts pods in a workload, and the pods it starts. */
export interface PodSource {
  readonly kind: string;
  readonly name: string;
  readonly resource: Resource;
  readonly labels: Readonly<Record<string, string>>;
  /** Port numbers the containers name. */
  readonly ports: readonly number[];
  /** Where the labels are written. */
  readonly labelsPath: FieldPath;
  /** The pods as network policies see them. */
  peer(namespace: string, namespaceLabels: Readonly<Record<string, string>>): PodPeer;
}

interface Container {
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
}

interface Template {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly Container[] };
}

/** Everything in a workload that starts pods. */
export function podsOf({ objects }: Pick<Workload, 'objects'>): readonly PodSource[] {
  return objects.all.flatMap((resource) => {
    const path = podSpecPath(resource.object.kind);
    return path ? [toSource(resource, path.slice(0, -1))] : [];
  });
}

/**
 * Where pods are given the name of another workload, and with it what network policies let that one do. Undefined where
 * they bear their own, or none.
 */
export function borrowedLabel({ name, labels, labelsPath, resource }: PodSource): At | undefined {
  return [name, undefined].includes(labels[nameLabel]) ? undefined : resource.at([...labelsPath, nameLabel]);
}

function toSource(resource: Resource, path: FieldPath): PodSource {
  const { kind, metadata } = resource.object;
  const { metadata: { labels = {} } = {}, spec: { containers = [] } = {} } = follow(resource.object, path) ?? {};
  const ports = containers.flatMap(({ ports: own = [] }) => own);
  const named = ports.flatMap(({ name, containerPort }): ContainerPort[] =>
    name === undefined ? [] : [{ name, port: containerPort }],
  );
  return {
    kind,
    name: metadata.name,
    resource,
    labels,
    ports: ports.map(({ containerPort }) => containerPort),
    labelsPath: [...path, 'metadata', 'labels'],
    peer: (namespace, namespaceLabels) => ({ kind: 'pod', namespace, namespaceLabels, labels, ports: named }),
  };
}

function follow(object: KubernetesObject, path: FieldPath): Template | undefined {
  const step = (found: unknown, key: string | number): unknown =>
    (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  return path.reduce(step, object) as Template | undefined;
}
