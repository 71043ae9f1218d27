/** Where each kind of workload holds the template of its pods, and the account that makes them. */
export const podTemplates: Readonly<
  Record<string, { readonly path: readonly string[]; readonly controller: string } | undefined>
> = {
  Deployment: { path: ['spec', 'template'], controller: 'replicaset-controller' },
  ReplicaSet: { path: ['spec', 'template'], controller: 'replicaset-controller' },
  ReplicationController: { path: ['spec', 'template'], controller: 'replication-controller' },
  StatefulSet: { path: ['spec', 'template'], controller: 'statefulset-controller' },
  DaemonSet: { path: ['spec', 'template'], controller: 'daemon-set-controller' },
  Job: { path: ['spec', 'template'], controller: 'job-controller' },
  CronJob: { path: ['spec', 'jobTemplate', 'spec', 'template'], controller: 'job-controller' },
};
