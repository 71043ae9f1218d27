import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { type LiveObject, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import type { Observed, Refuser } from '../../../refusals/decision.ts';
import { cloneFor } from '../../../pushes/working-copy.ts';
import { commitOn, mainOf } from '../git/push.ts';
import type { Participants } from '../../../identities/participants.ts';

/** Argo CD's report on an Application, reduced to the fields read here. */
interface Status {
  readonly sync?: { readonly status?: string };
  readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  readonly operationState?: {
    readonly phase: string;
    readonly message?: string;
    readonly syncResult?: { readonly resources?: readonly { readonly message?: string; readonly status?: string }[] };
  };
}

const compared = 40_000;
const synced = 60_000;

/**
 * Has Argo CD deploy an Application, and removes the Application and everything it brought in.
 *
 * A sync with Argo CD's `dryRun` does not suffice where the API server should refuse: observed, it asks for rights to
 * read, but not for rights to write, nor for admission.
 * @param objects the objects that it brings in
 */
export async function trySync(
  admin: Kubernetes,
  application: LiveObject,
  objects: readonly LiveObject[],
  dryRun: boolean,
): Promise<Observed> {
  const { name } = application.metadata;
  const reference = referenceOf(application);
  await admin.delete(reference);
  await admin.create(application);
  const look = async (): Promise<Status> => ((await admin.get(reference))['status'] ?? {}) as Status;
  let reached = false;
  try {
    const invalid = await waitFor({ what: `the comparison of ${name}`, timeout: compared }, async () => {
      const { sync, conditions = [] } = await look();
      const fault = conditions.find(({ type }) => type === 'InvalidSpecError');
      if (fault) return { found: fault.message };
      return sync?.status === undefined ? { instead: 'nothing yet' } : { found: '' };
    });
    if (invalid !== '') return refusal([invalid]);
    reached = !dryRun;
    const { spec } = application as LiveObject & {
      readonly spec: { readonly syncPolicy?: { readonly syncOptions?: readonly string[] } };
    };
    const syncOptions = spec.syncPolicy?.syncOptions ?? [];
    await admin.patch(reference, {
      operation: { initiatedBy: { username: 'tinjis e2e' }, sync: { dryRun, syncOptions }, retry: { limit: 0 } },
    });
    const done = await waitFor({ what: `the sync of ${name}`, timeout: synced }, async () => {
      const { operationState } = await look();
      return operationState && /Succeeded|Failed|Error/.test(operationState.phase)
        ? { found: operationState }
        : { instead: operationState?.phase ?? 'not begun' };
    });
    if (done.phase === 'Succeeded') return { verdict: 'allowed' };
    const { message = '', syncResult } = done;
    return refusal([message, ...(syncResult?.resources ?? []).map((each) => each.message ?? '')]);
  } finally {
    await admin.delete(reference);
    // Whatever Argo CD itself refuses never reached the cluster.
    for (const object of reached ? objects : []) {
      await removeScratch(admin, object, application);
    }
  }
}

/** Removes an object only if it has the cases' name: an object with another name belongs to somebody else. */
async function removeScratch(
  admin: Kubernetes,
  { apiVersion, kind, metadata }: LiveObject,
  application: LiveObject,
): Promise<void> {
  if (!metadata.name.startsWith('tinjis-matrix')) return;
  const { destination } = application['spec'] as { readonly destination?: { readonly namespace?: string } };
  const namespace = metadata.namespace ?? destination?.namespace;
  await admin.delete({ apiVersion, kind, name: metadata.name, ...(namespace !== undefined && { namespace }) });
}

function refusal(messages: readonly string[]): Observed {
  const message = [...new Set(messages.filter((each) => each !== ''))].join('; ').replaceAll('\n', ' ');
  return { verdict: 'denied', layer: refuserOf(message), message };
}

/** Argo CD passes on the API server's words. */
function refuserOf(message: string): Refuser {
  if (/ValidatingAdmissionPolicy '|violates PodSecurity/.test(message)) return 'admission';
  if (/forbidden: User "[^"]+" cannot /.test(message)) return 'rbac';
  return 'argocd';
}

/** A branch of the served repository for the cases' folders: nothing that runs is delivered from it. */
export const branch = 'refs/heads/tinjis-matrix';

/**
 * Puts each case's objects into a folder of its own, `tinjis-matrix/<case>/`, on a branch beside main. The branch is
 * deleted at the end.
 */
export async function serveFolders(
  { context, platformAdmin }: Participants,
  folders: ReadonlyMap<string, readonly LiveObject[]>,
): Promise<void> {
  const copy = await cloneFor(context, platformAdmin.name);
  context.putBack(
    "the branch with the cases' folders",
    async () => void (await copy.git('push', '--quiet', 'origin', `:${branch}`)),
  );
  const changes = [...folders].flatMap(([id, objects]) =>
    objects.map((object, index) => ({
      path: `tinjis-matrix/${id}/${index}.yaml`,
      text: `${JSON.stringify(object, null, 2)}\n`,
    })),
  );
  const commit = await commitOn(copy, await mainOf(copy), changes, 'Folders for the matrix of denials');
  await copy.git('push', '--quiet', 'origin', `+${commit}:${branch}`);
}
