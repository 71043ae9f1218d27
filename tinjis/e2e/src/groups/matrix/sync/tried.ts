import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { type ExpectedOutcome, scratchName } from '../case.ts';

/** One Application to be synced. */
export interface TriedSync {
  readonly id: string;
  /** What it would bring in, as the end of "IDENTITY may [not] have Argo CD deploy …". */
  readonly what: string;
  /** A team's own project, or one made for this. */
  readonly project: string;
  readonly objects: readonly LiveObject[];
  readonly expected: ExpectedOutcome;
  readonly destination?: object;
  readonly repoURL?: string;
  readonly path?: string;
  readonly syncOptions?: readonly string[];
  /** Where the Application itself is put. */
  readonly namespace?: string;
  /** Argo CD tries it without storing anything, where what it would bring in would do something. */
  readonly dryRun?: true;
  /** Why `tinjis can` has no answer. */
  readonly unmodelled?: string;
}

/** The case that shows that a sync gets through where it may. */
export const control = 'own-config-map';

export const notPermitted = /is not permitted in project/;
export const notDestination =
  /not match any of the allowed destinations|destination server missing|cluster "[^"]+" not found/i;
export const notGranted = /is forbidden: User "system:serviceaccount:[^"]+" cannot/;
export const notAdmitted = /ValidatingAdmissionPolicy '/;

export function scratchConfigMap(namespace: string | undefined): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: scratchName, ...(namespace !== undefined && { namespace }) },
    data: {},
  };
}
