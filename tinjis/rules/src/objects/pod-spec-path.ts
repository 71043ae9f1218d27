import type { FieldPath } from './located.ts';

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
