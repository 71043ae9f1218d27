import { createHmac, randomUUID } from 'node:crypto';
import { readRbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import { settingsOf, inCluster } from '@tinjis/rules/argocd/objects';
import { imagined } from '@tinjis/rules/objects/objects';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { argocdSecret } from '@tinjis/platform/installation';
import type { ArgoCdServer } from '../../../identities/argocd-server.ts';
import type { MatrixCase } from '../case.ts';
import type { Participants } from '../../../identities/participants.ts';
import { operationsOn, operationsOnProject, type ArgoCdCaller, mayNotOperate, mayOperate } from './calls.ts';

const apiVersion = 'argoproj.io/v1alpha1';
const project = 'tinjis-matrix-token';
const role = 'ci';

/**
 * The powers of a project's token. None of our projects has roles, so the cases make a project with a role, and an
 * Application of its own. The token is signed with the server's own key, as the server would sign it: nobody here may
 * have the server make a token.
 */
export async function projectToken(participants: Participants, server: ArgoCdServer): Promise<readonly MatrixCase[]> {
  const { admin, context, served, teams } = participants;
  const id = randomUUID();
  const issued = Math.floor(Date.now() / 1000);
  const grant = (action: string): string => `p, proj:${project}:${role}, applications, ${action}, ${project}/*, allow`;
  const object: LiveObject = {
    apiVersion,
    kind: 'AppProject',
    metadata: { name: project, namespace: 'argocd' },
    spec: {
      sourceRepos: [served.cluster.declared.repository],
      destinations: [{ server: inCluster.server, namespace: project }],
      roles: [{ name: role, policies: [grant('get'), grant('sync')], jwtTokens: [{ iat: issued, id }] }],
    },
    // The server looks here. The role keeps a copy for older servers.
    status: { jwtTokensByRole: { [role]: { items: [{ iat: issued, id }] } } },
  };
  const application: LiveObject = {
    apiVersion,
    kind: 'Application',
    metadata: { name: project, namespace: 'argocd' },
    spec: {
      project,
      source: { repoURL: served.cluster.declared.repository, path: 'docs', targetRevision: 'refs/heads/main' },
      destination: { server: inCluster.server, namespace: project },
    },
  };
  context.putBack('the project with a token', async () => {
    await admin.delete({ apiVersion, kind: 'Application', namespace: 'argocd', name: project });
    await admin.delete({ apiVersion, kind: 'AppProject', namespace: 'argocd', name: project });
  });
  await admin.apply(object);
  await admin.apply(application);
  const settings = settingsOf(served.cluster.governance, 'argocd-rbac-cm');
  if (!settings) throw new Error('the served repository has no argocd-rbac-cm');
  const scratch = imagined(object, { file: 'the project with a token', line: 1 }) as unknown as Parameters<
    typeof readRbacPolicy
  >[1][number];
  const caller: ArgoCdCaller = {
    name: "a project's token",
    subject: { name: `proj:${project}:${role}`, groups: [] },
    argocd: server.as(
      await signed(participants, { iss: 'argocd', sub: `proj:${project}:${role}`, iat: issued, nbf: issued, jti: id }),
    ),
    policy: readRbacPolicy(settings, [...served.rules.projects.values(), scratch]),
  };
  const own = operationsOn({ project, name: project, namespace: project });
  const get = mayOperate(caller, 'own/get', own['get'] as AnyOperation);
  const beyond = Object.entries(own).filter(
    ([each]) => !['get', 'tree', 'manifests', 'logs'].includes(each) && !/^sync(-prune|-force|-replace)?$/.test(each),
  );
  return [
    get,
    mayOperate(caller, 'own/sync', own['sync'] as AnyOperation),
    ...beyond.map(([each, operation]) => mayNotOperate(caller, `own/${each}`, operation, get.name)),
    ...teams.flatMap(({ name, service, namespace }) =>
      Object.entries(operationsOn({ project: name, name: service, namespace })).map(([each, operation]) =>
        mayNotOperate(caller, `${service}/${each}`, operation, get.name),
      ),
    ),
    ...Object.entries(operationsOnProject(project))
      .filter(([each]) => each !== 'project-get')
      .map(([each, operation]) => mayNotOperate(caller, `project/${each}`, operation, get.name)),
  ].map((one) => ({
    ...one,
    name: renamed(one.name),
    ...(one.control !== undefined && { control: renamed(one.control) }),
  }));
}

type AnyOperation = ReturnType<typeof operationsOn>[string];

function renamed(name: string): string {
  return name.replace("a project's token", 'project-token');
}

async function signed({ admin }: Participants, claims: object): Promise<string> {
  const secret = await admin.get(argocdSecret);
  const key = Buffer.from((secret['data'] as Readonly<Record<string, string>>)['server.secretkey'] ?? '', 'base64');
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}
