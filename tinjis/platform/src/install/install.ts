import { X509Certificate } from 'node:crypto';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { Failure } from '@tinjis/manifests/failure';
import { sealingCertificateFile } from '@tinjis/delivery/seal/certificate';
import { logFile } from '@tinjis/cluster/process/daemon';
import { setPasswords, peopleOf, type DemoPerson } from '../people/people.ts';
import { waitUntilWell } from './applications.ts';
import { writeAccounts } from '../git/accounts.ts';
import { gitFolders } from '../git/folders.ts';
import { prepareRepository } from '../git/repository.ts';
import { gitDaemon, startGit } from '../git/daemon.ts';
import { nameGitServer } from '../git/service.ts';
import { imageWrites, standInImages, registryWrites } from './images.ts';
import { keptSecret } from '../secrets/kept-secrets.ts';
import { ensureKubeconfig } from '../people/kubeconfigs.ts';
import { localValues } from '../secrets/local-values.ts';
import { applyObjects, renderCluster } from './manifests.ts';
import { assertNothingOfOthers } from './others.ts';
import { applicationsOf, localCluster, type Installation } from '../installation.ts';
import { connectPushEvents } from '../git/connect-webhook.ts';
import { ensureSealingKeys } from '../secrets/sealing-keys.ts';
import { keepsItself } from './ready.ts';
import { commitAndPush, isDirty, type ServedClone, takeOver, treeOf } from '../git/served-clone.ts';

/** Facts for somebody who tries the platform. */
export interface Installed {
  readonly people: readonly DemoPerson[];
  /** Repository URL as Argo CD knows it. */
  readonly repository: string;
  /** Is Antaeus delivered? It leaves with the example organisation. */
  readonly antaeus: boolean;
}

/**
 * Turns a cluster into our platform, or repairs it: Git beside it, Argo CD and Sealed Secrets in it, and the services
 * delivered from Git. Each step leaves alone what is already in place.
 * @throws Failure naming the step that failed
 */
export async function install(installation: Installation): Promise<Installed> {
  const { progress, folders, kubernetes, cluster } = installation;
  const teams = loadTeams(diskTree(installation.root));
  const local = teams.clusters.find(({ name }) => name === localCluster);
  const [login] = teams.platform.members;
  if (!local || login === undefined) {
    throw new Failure('unreadable', {
      what: `policies/teams.yaml has no cluster ${localCluster} or nobody in the platform team`,
      fix: 'add them there',
    });
  }
  const { repository } = local;
  const people = peopleOf(teams, folders.secrets);
  const git = gitFolders(folders);
  const bare = await progress.step(
    'git server',
    async () => {
      const folder = prepareRepository(git, repository);
      await writeAccounts(git.accounts, Object.fromEntries(people.map((person) => [person.login, person.password])));
      await startGit(folders, git, cluster.hostAddress);
      return folder;
    },
    { log: logFile(folders, gitDaemon) },
  );
  if (isDirty(installation.root)) progress.note('uncommitted changes in this checkout are not delivered');
  const { clone, changed } = await progress.step('repository served', () =>
    takeOver(bare, installation.root, folders, login),
  );
  commitAndPush(
    clone,
    registryWrites(treeOf(clone), loadTeams(treeOf(clone)), cluster.registry),
    `Name the images after this cluster's registry`,
    login,
  );
  if (cluster.kind === 'context')
    await progress.step('nobody else uses the same names', () =>
      assertNothingOfOthers(installation, clone, repository),
    );
  await progress.step('git server named in the cluster', () => nameGitServer(installation, repository));
  const webhook = keptSecret(folders.secrets, 'webhook-github');
  await progress.step('values sealed', async () => {
    commitAndPush(clone, await sealedWrites(installation, clone, webhook.value), 'Seal what this cluster needs', login);
  });
  const own = await standInImages(installation, clone);
  // Services are built while Argo CD comes up. The Applications to deliver come after both.
  const [deliver] = await Promise.all([
    startArgoCd(installation, clone, teams.platform.name),
    enterImages(installation, clone, { changed, own, login }),
  ]);
  await deliver();
  await progress.step('people may log in', async () => {
    await Promise.all([
      setPasswords(kubernetes, people),
      ...people.map((person) => ensureKubeconfig(kubernetes, cluster, person)),
    ]);
  });
  await progress.step('push events reach Argo CD', () =>
    connectPushEvents(installation, git, repository, webhook.file),
  );
  const names = applicationsOf(teams);
  const fix = '`npx tinjis status` says more; then run the same command again';
  await progress.step('every Application Synced and Healthy', () => waitUntilWell(kubernetes, names, 240_000), { fix });
  const antaeus = teams.developers.some(({ services }) => services.some(({ name }) => name === 'antaeus'));
  return { people, repository, antaeus };
}

/**
 * Applies everything except the Applications, unless the cluster already keeps itself.
 * @returns a function that applies them, too
 */
async function startArgoCd(installation: Installation, clone: ServedClone, root: string): Promise<() => Promise<void>> {
  const { kubernetes, progress } = installation;
  if (await keepsItself(kubernetes, root)) return () => Promise.resolve();
  const objects = await progress.step('manifests rendered', () => renderCluster(installation, clone));
  const delivered = objects.filter(({ kind }) => kind === 'Application');
  const before = objects.filter((object) => !delivered.includes(object));
  await progress.step('Argo CD, Sealed Secrets and policies applied', () => applyObjects(kubernetes, before));
  return () => progress.step('Applications applied', () => applyObjects(kubernetes, delivered));
}

async function enterImages(
  installation: Installation,
  clone: ServedClone,
  { login, ...images }: Entered,
): Promise<void> {
  commitAndPush(clone, await imageWrites(installation, clone, images), 'Enter the images this cluster runs', login);
}

type Entered = Parameters<typeof imageWrites>[2] & { readonly login: string };

/** The values that this cluster needs sealed and does not have yet. */
async function sealedWrites(
  installation: Installation,
  clone: ServedClone,
  webhookSecret: string,
): Promise<Readonly<Record<string, string>>> {
  const tree = treeOf(clone);
  const keys = await ensureSealingKeys(installation);
  const file = sealingCertificateFile(localCluster);
  const before = tree.kind(file) === 'file' ? tree.text(file) : undefined;
  const held =
    before !== undefined && keys.some(({ fingerprint }) => fingerprint === new X509Certificate(before).fingerprint256);
  const certificate = held ? before : (keys[0]?.certificate ?? '');
  return localValues(tree, loadTeams(tree), { certificate, anew: before !== undefined && !held, webhookSecret });
}
