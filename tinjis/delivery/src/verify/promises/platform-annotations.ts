import { entry } from '../../entry.ts';
import { podSpecPath } from '@tinjis/rules/objects/kinds';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { workloadsOf } from '../../model/model.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Labels and annotations by which Argo CD decides, or from which it shows links to whoever looks at an object. */
const decides = /^(?:[^/]+\.)?argocd\.argoproj\.io\/|^helm\.sh\/hook/;
/** The platform's hooks are found where its folders are read. */
const hook = /\/hook(?:-|$)/;

const whole = (...words: readonly string[]): RegExp =>
  new RegExp(`^(?:${words.join('|')})(?:,(?:${words.join('|')}))*$`);
const confirmed = ['Prune=confirm', 'Delete=confirm', 'PruneLast=true', 'ServerSideApply=true'];
const compared = ['ServerSideDiff=true', 'ServerSideDiff=false'];

/** What is known to leave an object what it is in Git: kept, pruned, compared and healed. */
const known: Readonly<Record<string, RegExp>> = {
  'argocd.argoproj.io/sync-wave': /^-?\d{1,3}$/,
  'argocd.argoproj.io/sync-options': whole(...confirmed),
  'argocd.argoproj.io/compare-options': whole(...compared),
};

/** A team may also keep an object of its own after it has left Git. */
const knownOfTeams: typeof known = {
  ...known,
  'argocd.argoproj.io/sync-options': whole(...confirmed, 'Prune=false', 'Delete=false'),
  'argocd.argoproj.io/compare-options': whole(...compared, 'IgnoreExtraneous'),
};

/** A Job of a team may be a hook, which runs when a sync begins or ends. */
const knownOfJobs: typeof known = {
  ...knownOfTeams,
  'argocd.argoproj.io/hook': whole('PreSync', 'Sync', 'PostSync', 'SyncFail'),
  'argocd.argoproj.io/hook-delete-policy': whole('BeforeHookCreation', 'HookSucceeded', 'HookFailed'),
};

/** The folders whose changes an Application waits for. Argo CD looks by itself too. */
const knownOfApplications: typeof known = { ...known, 'argocd.argoproj.io/manifest-generate-paths': /^/ };

/** Nobody tells Argo CD on an object to leave it alone, to compare it otherwise, or to show a link from it. */
export const platformAnnotations: DeliveryPromise = {
  name: 'argocd-annotations',
  says: 'no object tells Argo CD to skip it, to keep it from pruning and healing, or to show a link from it',
  findings: {
    'argocd/unknown-annotation': entry(
      '{kind} {name} has {key} "{value}", and nobody knows what Argo CD then does',
      'By such words Argo CD skips an object, runs it as a hook, or shows what somebody wrote to whoever looks at it.',
      'take it out, or write a value of which is known that it changes no rule',
    ),
  },
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const resource of cluster.governance.all) {
        const ofApplication = resource.object.kind === 'Application';
        proveObject(resource, ofApplication ? knownOfApplications : known, (key) => !hook.test(key), tally);
      }
    }
  },
  proveTeam({ model }, team, tally) {
    for (const cluster of model.clusters) {
      for (const resource of workloadsOf(model, cluster, team.name).flatMap(({ objects }) => objects.all)) {
        proveObject(resource, resource.object.kind === 'Job' ? knownOfJobs : knownOfTeams, () => true, tally);
      }
    }
  },
};

function proveObject(resource: Resource, values: typeof known, asked: (key: string) => boolean, tally: Tally): void {
  const { kind, metadata } = resource.object;
  const template = podSpecPath(kind)?.slice(0, -1) ?? [];
  const found = (template.length > 0 ? [[], template] : [[]]).flatMap((path) =>
    (['annotations', 'labels'] as const).flatMap((part) => entriesAt(resource, [...path, 'metadata', part])),
  );
  const odd = found.filter(([key, value]) => decides.test(key) && asked(key) && !values[key]?.test(value));
  if (odd.length === 0) tally.judged([]);
  for (const [key, value, path] of odd) {
    const args = { kind, name: metadata.name, key, value };
    tally.judged([{ code: 'argocd/unknown-annotation', args, at: resource.at([...path, key]) }]);
  }
}

function entriesAt({ object }: Resource, path: FieldPath): readonly (readonly [string, string, FieldPath])[] {
  const step = (found: unknown, key: string | number): unknown =>
    (found as Readonly<Record<string, unknown>> | undefined | null)?.[key];
  return Object.entries(path.reduce(step, object) ?? {}).map(([key, value]) => [key, String(value), path]);
}
