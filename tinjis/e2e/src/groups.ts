import type { CheckGroup } from './harness/check.ts';

export interface ListedGroup {
  /** Folder of the group, and its name for `--only`. */
  readonly name: string;
  /** One line for the report. */
  readonly title: string;
  load(): Promise<{ readonly group: CheckGroup }>;
}

/** Every group of live checks, in the order they run. */
export const groups: readonly ListedGroup[] = [
  {
    name: 'matrix',
    title: 'who may not, cannot: each identity tries each forbidden thing, and what it may do',
    load: () => import('./matrix/group.ts'),
  },
  {
    name: 'challenge',
    title: 'a client outside the cluster has its invoices paid',
    load: () => import('./challenge/group.ts'),
  },
  {
    name: 'connections',
    title: 'who may not connect, cannot: from every pod, and from rogue ones in every namespace',
    load: () => import('./connections/group.ts'),
  },
  {
    name: 'prediction',
    title: 'what the cluster does is what `tinjis can` says',
    load: () => import('./prediction/group.ts'),
  },
  {
    name: 'tenancy',
    title: 'the 19 checks of the Kubernetes multi-tenancy benchmarks, with each team as the tenant',
    load: () => import('./tenancy/group.ts'),
  },
  {
    name: 'delivery',
    title: 'what a developer pushes runs, soon, and harms nobody on the way',
    load: () => import('./delivery/group.ts'),
  },
  { name: 'drift', title: 'what is changed by hand does not last', load: () => import('./drift/group.ts') },
  {
    name: 'doctor',
    title: 'what is wrong with a platform, `tinjis doctor --live` finds',
    load: () => import('./doctor/group.ts'),
  },
  {
    name: 'drills',
    title: 'what goes wrong or is renewed in the life of a platform',
    load: () => import('./drills/group.ts'),
  },
  {
    name: 'loss',
    title: 'what is kept outside the cluster is enough to have another',
    load: () => import('./loss/group.ts'),
  },
  {
    name: 'machine',
    title: 'the bare cluster is repaired whatever ends, and goes without a trace',
    load: () => import('./machine/group.ts'),
  },
];
