import type { CheckGroup } from './harness/check.ts';

export interface ListedGroup {
  /** The name of the group's file or folder in groups/, also used by `--only`. */
  readonly name: string;
  /** One line for the report. */
  readonly title: string;
  load(): Promise<CheckGroup>;
}

/** Every group of live checks, in the order they run. */
export const groups: readonly ListedGroup[] = [
  {
    name: 'matrix',
    title: 'each identity is refused everything forbidden, beside what it may do',
    load: async () => (await import('./groups/matrix/group.ts')).matrixChecks,
  },
  {
    name: 'challenge',
    title: 'a client outside the cluster has its invoices paid',
    load: async () => (await import('./groups/challenge.ts')).challengeChecks,
  },
  {
    name: 'connections',
    title: 'forbidden connections fail, from every pod and from rogue pods in every namespace',
    load: async () => (await import('./groups/connections/group.ts')).connectionsChecks,
  },
  {
    name: 'prediction',
    title: 'the cluster does what `tinjis can` says',
    load: async () => (await import('./groups/prediction/group.ts')).predictionChecks,
  },
  {
    name: 'tenancy',
    title: 'the 19 checks of the Kubernetes multi-tenancy benchmarks, with each team as the tenant',
    load: async () => (await import('./groups/tenancy/group.ts')).tenancyChecks,
  },
  {
    name: 'company',
    title: 'a company of eleven services connects as its team file says, and no other way',
    load: async () => (await import('./groups/company.ts')).companyChecks,
  },
  {
    name: 'hub',
    title: 'the Argo CD of one cluster delivers to a second one, as the team file says and no other way',
    load: async () => (await import('./groups/hub/group.ts')).hubChecks,
  },
  {
    name: 'delivery',
    title: "a developer's push runs soon, and harms nobody on the way",
    load: async () => (await import('./groups/delivery/group.ts')).deliveryChecks,
  },
  {
    name: 'drift',
    title: 'changes by hand do not last',
    load: async () => (await import('./groups/drift/group.ts')).driftChecks,
  },
  {
    name: 'doctor',
    title: '`tinjis doctor --live` finds whatever is wrong with a platform',
    load: async () => (await import('./groups/doctor.ts')).doctorChecks,
  },
  {
    name: 'drills',
    title: 'outages, and renewals of keys, in the life of a platform',
    load: async () => (await import('./groups/drills/group.ts')).drillsChecks,
  },
  {
    name: 'loss',
    title: 'the backup outside the cluster is enough to make another',
    load: async () => (await import('./groups/loss.ts')).lossChecks,
  },
  {
    name: 'machine',
    title: 'a bare cluster is repaired whatever ends, and goes without a trace',
    load: async () => (await import('./groups/machine/group.ts')).machineChecks,
  },
];
