import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { quoted } from '@tinjis/cluster/process/run';
import { catalogue } from '@tinjis/delivery/catalogue';
import { sentencesOf } from '@tinjis/delivery/entry';
import { argocdPolicy } from '@tinjis/delivery/generate/bootstrap';
import { readRepository } from '@tinjis/delivery/load/repository';
import type { Cluster, Teams } from '@tinjis/delivery/model/teams';
import { liveKinds, proveLive } from '@tinjis/delivery/verify/live';
import type { Proof } from '@tinjis/delivery/verify/verify';
import { errorText } from '@tinjis/manifests/failure';
import { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { Finding } from '@tinjis/rules/ruling';
import { argocdSecret } from '../installation.ts';
import type { HealthCheck } from './health-check.ts';

const group = 'cluster: the settings of its Argo CD, judged as `tinjis verify` judges ours';

/**
 * Judges what the Argo CD of a cluster runs with, and says how to change what is not as it must be. A cluster to which
 * a hub delivers has none.
 */
export async function settingsChecks(
  kubernetes: Kubernetes,
  tree: Tree,
  teams: Teams,
  declared: Cluster,
): Promise<readonly HealthCheck[]> {
  if (declared.argocd.by === 'hub') return [];
  try {
    const reader = new Reader();
    const repository = readRepository(tree, reader, { cluster: declared.name });
    if ('faults' in repository) throw new Error('the repository cannot be read: npx tinjis verify says why');
    const proofs = proveLive(repository, reader, declared.name, await liveObjects(kubernetes));
    const policy = argocdPolicy(teams, declared);
    return proofs.flatMap((proof) => checksOf(proof, policy));
  } catch (error) {
    const fix = 'ask as somebody who may read Argo CD and the rights of the cluster';
    return [{ group, name: 'Argo CD', health: 'unknown', found: errorText(error), needed: 'what it runs with', fix }];
  }
}

async function liveObjects(kubernetes: Kubernetes): Promise<readonly LiveObject[]> {
  const lists = await Promise.all(
    liveKinds.map(async ({ apiVersion, kind, ...place }) => {
      const found = await kubernetes.list({ apiVersion, kind, ...place });
      // A list leaves out what its items have in common.
      return found.map((object): LiveObject => ({ ...object, apiVersion, kind }));
    }),
  );
  return [...lists.flat(), await keysOfSecret(kubernetes)];
}

/** Which keys have a value is all that is asked of the Secret. */
async function keysOfSecret(kubernetes: Kubernetes): Promise<LiveObject> {
  const { data = {} } = await kubernetes.get(argocdSecret);
  const keys = Object.entries(data as Readonly<Record<string, string>>).filter(([, value]) => value !== '');
  const { apiVersion, kind, name, namespace } = argocdSecret;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace },
    stringData: Object.fromEntries(keys.map(([key]) => [key, 'set'])),
  };
}

/** The number of findings printed for each promise: the first few tell what is wrong. */
const shown = 5;

function checksOf({ name, says, cases, breaches }: Proof, policy: string): readonly HealthCheck[] {
  const about = { group, name, needed: says };
  if (breaches.length === 0) return [{ ...about, health: 'right', found: `${says}: ${cases} cases`, fix: '' }];
  const found = new Map(
    breaches.map((finding) => {
      const { at, because } = finding;
      const place = because && !('searched' in because.at) ? because.at.file : at.file;
      return [`${sentencesOf(catalogue, finding).says} (${place})`, fixOf(finding, policy)] as const;
    }),
  );
  const more = found.size - shown;
  return [...found].slice(0, shown).map(([sentence, fix], index) => ({
    ...about,
    health: 'wrong',
    found: index === shown - 1 && more > 0 ? `${sentence}, and ${more} more` : sentence,
    fix,
  }));
}

/** The patch to apply where one is known, else how to fix it in words. */
function fixOf(finding: Finding, policy: string): string {
  const { code, args, at, because } = finding;
  const [, map] = /^ConfigMap argocd\/(.+)$/.exec(at.file) ?? [];
  if (code === 'argocd/setting' && map !== undefined) return patchOf(map, String(args['key']), String(args['wanted']));
  if (/^argocd\/account-/.test(code) && map !== undefined) return patchOf(map, `accounts.${args['account']}`, null);
  if (code === 'argocd/impersonation-off')
    return patchOf('argocd-cm', 'application.sync.impersonation.enabled', 'true');
  if (code === 'promise/closed' && because?.code.startsWith('argocd/rbac'))
    return patchOf('argocd-rbac-cm', 'policy.tinjis.csv', policy);
  const [, account] =
    /^ClusterRole (argocd-(?:application-controller|server))$/.exec(because ? placeText(because) : '') ?? [];
  if (account !== undefined)
    return `kubectl apply --server-side --force-conflicts -f clusters/base/argocd/${account.replace(/^argocd-(?:application-)?/, '')}-rights.yaml`;
  return sentencesOf(catalogue, because ?? finding).fix || sentencesOf(catalogue, finding).fix;
}

function placeText({ at }: NonNullable<Finding['because']>): string {
  return 'searched' in at ? '' : at.file;
}

/** @param value null takes the key out */
function patchOf(map: string, key: string, value: string | null): string {
  const patch = JSON.stringify({ data: { [key]: value } });
  return `kubectl -n argocd patch configmap ${map} --type merge -p ${quoted(patch)}`;
}
