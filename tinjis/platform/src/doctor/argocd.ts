import { type HealthCheck, look } from './health-check.ts';
import type { Cluster, Teams } from '@tinjis/delivery/model/teams';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { application, applicationsOf } from '../installation.ts';

const group = 'cluster: Argo CD';
const namespace = 'argocd';
const defaultProject = 'project default';
const strangers = 'Applications that the repository does not know';

/**
 * Checks what the promises rest on at run time: no project is open, and Git is what runs. A cluster to which a hub
 * delivers has no Argo CD, and in one that was there before others have Applications too.
 */
export async function argocdChecks(
  kubernetes: Kubernetes,
  teams: Teams,
  { name, argocd: { by } }: Cluster,
): Promise<readonly HealthCheck[]> {
  if (by === 'hub') return [];
  const isShared = by === 'existing';
  const project = look(
    {
      group,
      name: defaultProject,
      needed: 'open to nothing',
      fix: 'sync the Application platform; Argo CD makes this project anew, open, when it is deleted',
    },
    async () => {
      const place = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', namespace, name: 'default' };
      const { spec } = await kubernetes.get(place);
      const open = ['sourceRepos', 'destinations', 'clusterResourceWhitelist'].filter(
        (field) => ((spec as Record<string, unknown[] | undefined>)[field] ?? []).length > 0,
      );
      return { found: open.length === 0 ? 'open to nothing' : `has ${open.join(', ')}`, right: open.length === 0 };
    },
  );
  const checks = [await project, ...(await applicationChecks(kubernetes, applicationsOf(teams, name)))];
  // Others may use the project, and have Applications of their own.
  return checks.map((each) =>
    isShared && each.health === 'wrong' && [defaultProject, strangers].includes(each.name)
      ? { ...each, health: 'notice' }
      : each,
  );
}

interface Status {
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
}

/**
 * Argo CD's own comparison between Git and the cluster, for each Application; also checks that there is no other
 * Application.
 */
async function applicationChecks(kubernetes: Kubernetes, names: readonly string[]): Promise<readonly HealthCheck[]> {
  const group = 'cluster: Git and what runs';
  const wanted = { group, needed: 'Synced, Healthy', fix: 'npx tinjis status says what differs' };
  let applications: readonly LiveObject[] = [];
  const others = await look(
    {
      group,
      name: strangers,
      needed: 'none',
      fix: 'delete them, or add them to the repository',
    },
    async () => {
      applications = await kubernetes.list(application());
      const unknown = applications.map(({ metadata }) => metadata.name).filter((name) => !names.includes(name));
      return { found: unknown.join(', ') || 'none', right: unknown.length === 0 };
    },
  );
  if (others.health === 'unknown') return [others];
  return [
    ...(await Promise.all(
      names.map((name) =>
        look({ ...wanted, name }, () => {
          const { sync, health } = (applications.find(({ metadata }) => metadata.name === name)?.['status'] ??
            {}) as Status;
          const found = `${sync?.status ?? 'not compared'}, ${health?.status ?? 'no health'}`;
          return Promise.resolve({
            found: `${found} at ${sync?.revision?.slice(0, 12) ?? 'no revision'}`,
            right: found === wanted.needed,
          });
        }),
      ),
    )),
    others,
  ];
}
