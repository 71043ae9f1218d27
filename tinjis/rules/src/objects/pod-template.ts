import type { FieldPath, KubernetesObject } from './located.ts';

const template = ['spec', 'template', 'spec'];

const paths: Readonly<Record<string, FieldPath>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  DaemonSet: template,
  Deployment: template,
  Job: template,
  ReplicaSet: template,
  ReplicationController: template,
  StatefulSet: template,
};

/** Where objects of a kind hold the spec of the pods they start; undefined for kinds that start none. */
export function podSpecPath(kind: string): FieldPath | undefined {
  return paths[kind];
}

/** The template of an object's pods, which for a Pod is itself. */
export function templateOf(object: KubernetesObject): object {
  return pathOf(object).reduce<object>(
    (found, step) => (found as Readonly<Record<string, object | undefined>>)[step] ?? {},
    object,
  );
}

/** An object with another template. A Pod keeps its own name and namespace. */
export function withTemplate(object: KubernetesObject, template: object): KubernetesObject {
  return write(object, pathOf(object), template) as KubernetesObject;
}

function pathOf({ kind }: KubernetesObject): FieldPath {
  return (podSpecPath(kind) ?? ['spec']).slice(0, -1);
}

function write(value: object, [step, ...rest]: FieldPath, leaf: object): object {
  if (step === undefined) return merged(value, leaf);
  return { ...value, [step]: write((value as Readonly<Record<string, object | undefined>>)[step] ?? {}, rest, leaf) };
}

function merged(value: object, leaf: object): object {
  const metadata = { ...(value as { metadata?: object }).metadata, ...(leaf as { metadata?: object }).metadata };
  return { ...value, ...leaf, metadata };
}
