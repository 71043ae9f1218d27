import type { CheckGroup } from './harness/check.ts';

export interface ListedGroup {
  /** Name of its file or folder in groups/, and for `--only`. */
  readonly name: string;
  /** One line for the report. */
  readonly title: string;
  load(): Promise<CheckGroup>;
}

/** Every group of live checks, in the order they run. */
export const groups: readonly ListedGroup[] = [
  {
    name: 'matrix',
    title: 'who may not, cannot: each identity tries each forbidden thing, and what it may do',
    load: async () => (await import('./groups/matrix/group.ts')).matrixChecks,
  },
  {
    name: 'challenge',
    title: 'a client outside the cluster has its invoices paid',
    load: async () => (await import('./groups/challenge.ts')).challengeChecks,
  },
  {
    name: 'connections',
    title: 'who may not connect, cannot: from every pod, and from rogue ones in every namespace',
    load: async () => (await import('./groups/connections/group.ts')).connectionsChecks,
  },
  {
    name: 'prediction',
    title: 'what the cluster does is what `tinjis can` says',
    load: async () => (await import('./groups/prediction/group.ts')).predictionChecks,
  },
  {
    name: 'tenancy',
    title: 'the 19 checks of the Kubernetes multi-tenancy benchmarks, with each team as the tenant',
    load: async () => (await import('./groups/tenancy/group.ts')).tenancyChecks,
  },
  {
    name: 'delivery',
    title: 'what a developer pushes runs, soon, and harms nobody on the way',
    load: async () => (await import('./groups/delivery/group.ts')).deliveryChecks,
  },
  {
    name: 'drift',
    title: 'what is changed by hand does not last',
    load: async () => (await import('./groups/drift/group.ts')).driftChecks,
  },
  {
    name: 'doctor',
    title: 'what is wrong with a platform, `tinjis doctor --live` finds',
    load: async () => (await import('./groups/doctor.ts')).doctorChecks,
  },
  {
    name: 'drills',
    title: 'what goes wrong or is renewed in the life of a platform',
    load: async () => (await import('./groups/drills/group.ts')).drillsChecks,
  },
  {
    name: 'loss',
    title: 'what is kept outside the cluster is enough to have another',
    load: async () => (await import('./groups/loss.ts')).lossChecks,
  },
  {
    name: 'machine',
    title: 'the bare cluster is repaired whatever ends, and goes without a trace',
    load: async () => (await import('./groups/machine/group.ts')).machineChecks,
  },
];
