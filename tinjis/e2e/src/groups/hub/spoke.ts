import { createServer, connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveCluster } from '@tinjis/cluster/cluster';
import { bringUpApiServer } from '@tinjis/cluster/machine/bring-up';
import { takeDownBare } from '@tinjis/cluster/machine/take-down';
import { runOrFail } from '@tinjis/cluster/process/run';
import type { Progress } from '@tinjis/cluster/progress';
import { waitFor } from '@tinjis/cluster/wait';
import { generate } from '@tinjis/delivery/generate/generate';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { findDrift } from '@tinjis/delivery/model/generated';
import { manifestFolder } from '@tinjis/delivery/model/layout';
import { teamsPath } from '@tinjis/delivery/model/teams';
import { applyWrites } from '@tinjis/manifests/edit/apply';
import { diskTree, filesBelow } from '@tinjis/manifests/tree/tree';
import { account } from '../../identities/identities.ts';
import { servedCluster } from '../../identities/served-repository.ts';
import type { CheckContext } from '../../harness/check.ts';
import type { Participants } from '../../identities/participants.ts';
import { stateOf } from '../../pushes/arrival.ts';
import { cloneFor, type WorkingCopy } from '../../pushes/working-copy.ts';

/** The second cluster's name in the team file. */
export const spoke = 'spoke';

const silent: Progress = { note: () => undefined, step: async (_what, work) => work() };

/** A second cluster, to which the Argo CD of the first delivers. */
export interface Spoke {
  readonly admin: Kubernetes;
  /** Its API server's address, as the pods of the first cluster reach it. */
  readonly server: string;
  /** The token by which the first cluster's Argo CD reaches it. */
  readonly token: string;
}

/**
 * Brings a second API server up, has the platform enter it into the team file and the teams bring their overlays, and
 * gives it to the first cluster's Argo CD. Everything is as docs/hub.md says.
 */
export async function bringUpSpoke({ context, admin, platformAdmin, teams }: Participants): Promise<Spoke> {
  const name = `${context.cluster.name}-${spoke}`;
  context.putBack('the second API server', async () => {
    await takeDownBare({ name, keep: false, progress: silent });
  });
  const cluster = await bringUpApiServer({ name, progress: silent });
  const server = await forwarded(context, cluster);
  const platform = await cloneFor(context, platformAdmin.name);
  const overlays: readonly Overlay[] = await Promise.all(
    teams.map(async ({ own, developer }) => ({
      folder: `${manifestFolder(own.service)}/overlays`,
      copy: await cloneFor(context, developer.name),
    })),
  );
  // A team may remove an overlay once the platform has taken its cluster out.
  context.putBack("the teams' overlays of the second cluster", async () => {
    for (const overlay of overlays) {
      await removeOverlay(overlay);
    }
  });
  context.putBack("what the first cluster's Argo CD has for the second", () => forget(admin, platform));
  await enter(platform, server);
  for (const overlay of overlays) {
    await copyOverlay(overlay);
  }
  const second = Kubernetes.of(cluster);
  await apply(cluster, `${platform.folder}/clusters/${spoke}/bootstrap`);
  await waitFor({ what: 'the kind SealedSecret', timeout: 30_000 }, async () =>
    (await second.tryList({ apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret' })).ok
      ? { found: true }
      : { instead: 'not served yet' },
  );
  await quotaCounts(second);
  for (const folder of ['', ...teams.map((team) => `/teams/${team.name}`)]) {
    await apply(cluster, `${platform.folder}/clusters/${spoke}${folder}`);
  }
  const token = await tokenFor(second);
  await admin.apply(clusterSecret(server, token, await authorityOf(cluster)));
  context.putBack('the secret of the second cluster', () =>
    admin.delete({ apiVersion: 'v1', kind: 'Secret', namespace: 'argocd', name: `cluster-${spoke}` }),
  );
  return { admin: second, server, token };
}

/**
 * Pods of a bare cluster reach this machine's side of the cable alone, so the second API server is offered there.
 * @returns its address there
 */
async function forwarded({ cluster, putBack }: CheckContext, { nodeAddress }: LiveCluster): Promise<string> {
  const server = createServer((client) => {
    const upstream = connect(6443, nodeAddress);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  server.listen(0, cluster.hostAddress);
  await once(server, 'listening');
  putBack('the way to the second API server', () => Promise.resolve(void server.close()));
  return `https://${cluster.hostAddress}:${(server.address() as AddressInfo).port}`;
}

/** The platform enters the cluster, and pushes what follows. */
async function enter(copy: WorkingCopy, server: string): Promise<void> {
  const entry = (own: string): string =>
    own.replace(`  ${servedCluster}:\n`, `  ${spoke}:\n    argocd: {hub: ${servedCluster}, server: "${server}"}\n`);
  const text = await copy.read(teamsPath);
  const own = new RegExp(`^  ${servedCluster}:\\n(?:    .*\\n)+`, 'm').exec(text)?.[0] ?? '';
  await copy.write(teamsPath, text.replace(own, own + entry(own)));
  regenerate(copy);
  await copy.commit(`Deliver to ${spoke} by the Argo CD of ${servedCluster}`);
  await copy.push();
}

function regenerate({ folder }: WorkingCopy): void {
  const tree = diskTree(folder);
  const drift = findDrift(tree, generate(loadTeams(tree), tree));
  applyWrites(folder, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
}

/** The folder of a service's overlays, in the clone of its developer. */
interface Overlay {
  readonly copy: WorkingCopy;
  readonly folder: string;
}

/** A team brings the overlay of its service, which begins as that of the first cluster. */
async function copyOverlay({ copy, folder }: Overlay): Promise<void> {
  await copy.update();
  const tree = diskTree(copy.folder);
  const files = filesBelow(tree, `${folder}/${servedCluster}`);
  applyWrites(
    copy.folder,
    Object.fromEntries(files.map((path) => [path.replace(`/${servedCluster}/`, `/${spoke}/`), tree.text(path)])),
  );
  await copy.commit(`Run on ${spoke} too`);
  await copy.push();
}

async function removeOverlay({ copy, folder }: Overlay): Promise<void> {
  await copy.update();
  if (filesBelow(diskTree(copy.folder), `${folder}/${spoke}`).length === 0) return;
  await copy.git('rm', '-r', '--quiet', `${folder}/${spoke}`);
  await copy.commit(`Run on ${spoke} no more`);
  await copy.push();
}

/** Takes the cluster out again. Nobody confirms what Argo CD then waits for, so the administrator deletes. */
async function forget(admin: Kubernetes, copy: WorkingCopy): Promise<void> {
  await copy.update();
  const text = await copy.read(teamsPath);
  await copy.write(teamsPath, text.replace(new RegExp(`^  ${spoke}:\\n(?:    .*\\n)+`, 'm'), ''));
  regenerate(copy);
  const commit = await copy.commit(`Deliver to ${spoke} no more`);
  await copy.push();
  await waitFor({ what: 'the root Application to know', timeout: 120_000 }, async () => {
    const { revision } = await stateOf(admin, 'platform');
    return revision === commit ? { found: true } : { instead: `it is at ${revision.slice(0, 7)}` };
  });
  for (const kind of ['Application', 'AppProject']) {
    const reference = { apiVersion: 'argoproj.io/v1alpha1', kind, namespace: 'argocd' };
    const all = await admin.list(reference);
    for (const { metadata } of all.filter((each) => each.metadata.name.endsWith(`.${spoke}`))) {
      // Its cluster goes as a whole, so nothing there has to be deleted first.
      await admin.tryPatch({ ...reference, name: metadata.name }, { metadata: { finalizers: null } });
      await admin.delete({ ...reference, name: metadata.name });
    }
  }
  await waitFor({ what: 'the root Application to be Synced', timeout: 120_000 }, async () => {
    const { sync, message } = await stateOf(admin, 'platform');
    return sync === 'Synced' ? { found: true } : { instead: `${sync} ${message}` };
  });
}

/**
 * Waits until quotas count objects of the kind SealedSecret. Observed: a quota that is made before does not know the
 * kind for minutes, and meanwhile lets none of it in.
 */
async function quotaCounts(second: Kubernetes): Promise<void> {
  const counted = 'count/sealedsecrets.bitnami.com';
  const metadata = { name: 'counts', namespace: 'argocd' };
  let looks = 0;
  await waitFor({ what: 'a quota that counts SealedSecrets', timeout: 90_000, every: 1000 }, async () => {
    looks += 1;
    // A quota is looked at when it changes.
    const hard = { [counted]: String(looks) };
    const { status } = await second.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard } });
    const used = (status as { readonly used?: Readonly<Record<string, string>> } | undefined)?.used ?? {};
    return counted in used ? { found: true } : { instead: 'it does not count them yet' };
  });
  await second.delete({ apiVersion: 'v1', kind: 'ResourceQuota', ...metadata });
}

async function apply({ kubectl, kubeconfig }: LiveCluster, folder: string): Promise<void> {
  await runOrFail(kubectl, ['--kubeconfig', kubeconfig, 'apply', '--server-side', '--kustomize', folder], {
    seconds: 60,
  });
}

/** As `kubectl create token argocd-application-controller -n argocd`. */
async function tokenFor(second: Kubernetes): Promise<string> {
  const credentials = await (
    await account(second, 'argocd', 'argocd-application-controller')
  ).client.connection.credentials();
  return String(credentials.headers['Authorization']).replace('Bearer ', '');
}

async function authorityOf({ kubeconfig }: LiveCluster): Promise<string> {
  const { clusters } = JSON.parse(await readFile(kubeconfig, 'utf8')) as {
    readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  };
  return clusters[0].cluster['certificate-authority-data'] ?? '';
}

function clusterSecret(server: string, bearerToken: string, caData: string): Parameters<Kubernetes['apply']>[0] {
  // The certificate names the API server, and not where this machine offers it.
  const tlsClientConfig = { caData, serverName: 'kubernetes' };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `cluster-${spoke}`,
      namespace: 'argocd',
      labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
    },
    stringData: { name: spoke, server, config: JSON.stringify({ bearerToken, tlsClientConfig }) },
  };
}
