import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { inCluster } from '@tinjis/rules/argocd/objects';
import type { Participants } from '../../../identities/participants.ts';
import { type MatrixCase, scratchName as name } from '../case.ts';
import { branch, serveFolders, trySync } from './attempt.ts';
import { projectTraps, widened } from './other-projects.ts';
import { ownProject } from './own-project.ts';
import { predictSync } from './predict.ts';
import { scratchProjects } from './projects.ts';
import { control, type TriedSync } from './tried.ts';

const apiVersion = 'argoproj.io/v1alpha1';

/** Applications, each with manifests in its own folder. Argo CD syncs them as it would sync them from main. */
export async function syncCases(participants: Participants): Promise<readonly MatrixCase[]> {
  const projects = scratchProjects(participants);
  const tried = [...ownProject(participants), ...widened(participants), ...projectTraps(participants)];
  await serveFolders(participants, new Map(tried.map(({ id, objects }) => [id, objects])));
  const { admin, context } = participants;
  context.putBack('the projects made for syncs', async () => {
    for (const { metadata } of Object.values(projects)) {
      await admin.delete({ apiVersion, kind: 'AppProject', namespace: 'argocd', name: metadata.name });
    }
  });
  await Promise.all(Object.values(projects).map((project) => admin.apply(project)));
  return tried.map((each) => toCase(participants, each, Object.values(projects)));
}

function toCase({ admin, served }: Participants, tried: TriedSync, projects: readonly LiveObject[]): MatrixCase {
  const { id, what, project, objects, expected, syncOptions = [], dryRun = false, unmodelled } = tried;
  const { destination = { server: inCluster.server, namespace: 'payments' }, path = `${name}/${id}` } = tried;
  const { repoURL = served.cluster.declared.repository } = tried;
  const application: LiveObject = {
    apiVersion,
    kind: 'Application',
    metadata: { name: `${name}-${id}`, namespace: 'argocd' },
    spec: {
      project,
      destination,
      source: { repoURL, path, targetRevision: branch },
      syncPolicy: { syncOptions: ['ServerSideApply=true', ...syncOptions] },
    },
  };
  return {
    name: `sync/${id}`,
    identity: `an Application of project ${project === '' ? '(none)' : project}`,
    action: `have Argo CD deploy ${what}`,
    how: dryRun ? 'dry-run' : 'real',
    expected,
    ...(expected.verdict === 'denied' && { control: `sync/${control}` }),
    ...(unmodelled === undefined
      ? { predict: () => predictSync(served.rules, application, projects, objects) }
      : { unmodelled }),
    attempt: () => trySync(admin, application, objects, dryRun),
  };
}
