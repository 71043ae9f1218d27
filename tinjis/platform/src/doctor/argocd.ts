import { type HealthCheck, look } from './health-check.ts';
import type { Teams } from '@tinjis/delivery/model/teams';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { application, applicationsOf } from '../installation.ts';

const group = 'cluster: Argo CD';
const namespace = 'argocd';

/** Argo CD treats these settings as on only if they have exactly this text. */
const switches = ['application.sync.impersonation.enabled', 'application.sync.impersonation.enforced'] as const;

/** Checks what the promises rest on at run time: syncs act as the team, no project is open, and Git is what runs. */
export async function argocdChecks(kubernetes: Kubernetes, teams: Teams): Promise<readonly HealthCheck[]> {
  const settings = switches.map((name) =>
    look(
      {
        group,
        name,
        needed: 'true',
        fix: "sync the Application platform: without it a sync acts with the controller's rights",
      },
      async () => {
        const { data } = await kubernetes.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'argocd-cm' });
        const found = (data as Record<string, string> | undefined)?.[name] ?? 'not set';
        return { found, right: found === 'true' };
      },
    ),
  );
  const project = look(
    {
      group,
      name: 'project default',
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
  return [...(await Promise.all([...settings, project])), ...(await applicationChecks(kubernetes, teams))];
}

interface Status {
  readonly sync?: { readonly status: string; readonly revision?: string };
  readonly health?: { readonly status: string };
}

/**
 * Argo CD's own comparison between Git and the cluster, for each Application; also checks that there is no other
 * Application.
 */
async function applicationChecks(kubernetes: Kubernetes, teams: Teams): Promise<readonly HealthCheck[]> {
  const group = 'cluster: Git and what runs';
  const names = applicationsOf(teams);
  const wanted = { group, needed: 'Synced, Healthy', fix: 'npx tinjis status says what differs' };
  let applications: readonly LiveObject[] = [];
  const others = await look(
    {
      group,
      name: 'Applications that the repository does not know',
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
