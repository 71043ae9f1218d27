import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import type { TriedManifest } from '../../../manifests/workloads.ts';
import { type ExpectedOutcome, refused, scratchName } from '../case.ts';

/** An Application to sync. */
export interface TriedSync {
  readonly id: string;
  /** The content that it would bring in, as the end of "IDENTITY may [not] have Argo CD deploy …". */
  readonly what: string;
  /** A team's own project, or a project made for this. */
  readonly project: string;
  readonly objects: readonly LiveObject[];
  readonly expected: ExpectedOutcome;
  readonly destination?: object;
  readonly repoURL?: string;
  readonly path?: string;
  readonly syncOptions?: readonly string[];
  /** Argo CD tries it without storing anything: set where the content would have an effect. */
  readonly dryRun?: true;
  /** Why `tinjis can` has no answer. */
  readonly unmodelled?: string;
}

/** The case that shows that an allowed sync gets through. */
export const control = 'own-config-map';

/** Argo CD's own refusals: the kind, the destination, the source. */
export const notPermitted = refused('argocd', /is not permitted in project/);
export const notDestination = refused(
  'argocd',
  /not match any of the allowed destinations|destination server missing|cluster "[^"]+" not found/i,
);

/** Refusals of the API server, which Argo CD passes on. */
export const notGranted = refused('rbac', /is forbidden: User "system:serviceaccount:[^"]+" cannot/);
export const notAdmitted = refused('admission', /ValidatingAdmissionPolicy '/);

/** The objects, without the many that differ only in their settings: keeps the last of each kind. */
export function oneOfEachKind(manifests: readonly TriedManifest[]): readonly LiveObject[] {
  return [...new Map(manifests.map(({ object }) => [object.kind, object])).values()];
}

export function scratchConfigMap(namespace: string | undefined): LiveObject {
  const metadata = { name: scratchName, ...(namespace !== undefined && { namespace }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} };
}
