import type { ApiRequest, ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import { argocdSubject } from '@tinjis/delivery/answer/argocd';
import { enforceArgocd, type ArgocdSubject } from '@tinjis/rules/argocd/rbac/enforce';
import type { RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { ArgoCd } from '../../../identities/argocd-server.ts';
import { type Observed, predictedByLayers } from '../../../refusals/decision.ts';
import { allowed, type MatrixCase, refused } from '../case.ts';
import type { Participants } from '../../../identities/participants.ts';

/** A request to Argo CD's API, and the right it takes. */
export interface ArgoCdCall {
  /** As the end of "IDENTITY may [not] …". */
  readonly action: string;
  readonly asked: ApiRequest;
  readonly right: { readonly resource: string; readonly action: string; readonly object: string };
}

/** An Application by its project and name. */
export interface App {
  readonly project: string;
  readonly name: string;
  /** Where it deploys to. */
  readonly namespace: string;
}

const anyCommit = '0123456789abcdef0123456789abcdef01234567';

/** What may be done with an Application, the harmless first. */
export function operationsOn({ project, name, namespace }: App): Readonly<Record<string, ArgoCdCall>> {
  const path = `/api/v1/applications/${name}`;
  const object = `${project}/${name}`;
  const on = (
    action: string,
    right: string,
    asked: Omit<ApiRequest, 'path'> & { readonly path?: string },
  ): ArgoCdCall => ({
    action: `${action} the Application ${name}`,
    asked: { ...asked, path: `${path}${asked.path ?? ''}` },
    right: { resource: 'applications', action: right, object },
  });
  const get = on('look at', 'get', { method: 'GET' });
  const resource = `?resourceName=${name}&namespace=${namespace}&version=v1&group=apps&kind=Deployment&appNamespace=argocd`;
  return {
    get,
    tree: on('see the objects of', 'get', { method: 'GET', path: '/resource-tree' }),
    manifests: on('see the manifests of', 'get', { method: 'GET', path: '/manifests' }),
    logs: {
      ...on('read the logs of', 'get', {
        method: 'GET',
        path: `/logs?container=${name}&tailLines=1&resourceName=${name}&group=apps&kind=Deployment&namespace=${namespace}`,
      }),
      right: { resource: 'logs', action: 'get', object },
    },
    sync: on('sync', 'sync', { method: 'POST', path: '/sync', body: { dryRun: true } }),
    'sync-prune': on('sync, pruning,', 'sync', { method: 'POST', path: '/sync', body: { dryRun: true, prune: true } }),
    'sync-force': on('sync by force', 'sync', {
      method: 'POST',
      path: '/sync',
      body: { dryRun: true, strategy: { apply: { force: true } } },
    }),
    'sync-replace': on('sync, replacing,', 'sync', {
      method: 'POST',
      path: '/sync',
      body: { dryRun: true, syncOptions: { items: ['Replace=true'] } },
    }),
    'sync-revision': on('sync another revision of', 'override', {
      method: 'POST',
      path: '/sync',
      body: { dryRun: true, revision: anyCommit },
    }),
    'sync-head': on('sync HEAD instead of main of', 'override', {
      method: 'POST',
      path: '/sync',
      body: { dryRun: true, revision: 'HEAD' },
    }),
    'sync-local': on('sync manifests of their own machine into', 'override', {
      method: 'POST',
      path: '/sync',
      body: { dryRun: true, manifests: ['{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}'] },
    }),
    rollback: on('roll back', 'rollback', { method: 'POST', path: '/rollback', body: { id: 0, dryRun: true } }),
    set: on('change the source of', 'update', {
      method: 'PUT',
      path: '/spec',
      body: { project, source: { repoURL: 'https://example.org/x', path: 'x' }, destination: {} },
    }),
    patch: on('patch', 'update', {
      method: 'PATCH',
      body: { name, patch: '{"spec":{"source":{"targetRevision":"x"}}}', patchType: 'merge' },
    }),
    create: {
      ...on('create another Application like', 'create', { method: 'POST' }),
      asked: {
        method: 'POST',
        path: '/api/v1/applications',
        body: {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: `${name}-tinjis-matrix`, namespace: 'argocd' },
          spec: {
            project,
            source: { repoURL: 'https://example.org/x', path: 'x' },
            destination: { server: 'https://kubernetes.default.svc', namespace },
          },
        },
      },
      right: { resource: 'applications', action: 'create', object: `${object}-tinjis-matrix` },
    },
    // Should it get through, the workloads stay, and the platform's own Application brings this one back.
    delete: on('delete', 'delete', { method: 'DELETE', path: '?cascade=false', body: {} }),
    'delete-resource': on('delete a Deployment of', 'delete/apps/Deployment/x/y', {
      method: 'DELETE',
      path: `/resource${resource}`,
      body: {},
    }),
    action: on('restart the pods of', 'action/apps/Deployment/restart', {
      method: 'POST',
      path: '/resource/actions/v2',
      body: { resourceName: name, namespace, group: 'apps', kind: 'Deployment', version: 'v1', action: 'restart' },
    }),
    exec: {
      ...on('open a shell in the pods of', 'create', { method: 'GET' }),
      asked: {
        method: 'GET',
        path: `/terminal?pod=x&container=${name}&appName=${name}&appNamespace=argocd&projectName=${project}&namespace=${namespace}`,
      },
      right: { resource: 'exec', action: 'create', object },
    },
  };
}

/** What may be done besides Applications. */
export function operationsOnProject(project: string): Readonly<Record<string, ArgoCdCall>> {
  const on = (action: string, resource: string, right: string, object: string, asked: ApiRequest): ArgoCdCall => ({
    action,
    asked,
    right: { resource, action: right, object },
  });
  const metadata = { name: project, namespace: 'argocd' };
  return {
    'project-get': on(`look at the project ${project}`, 'projects', 'get', project, {
      method: 'GET',
      path: `/api/v1/projects/${project}`,
    }),
    'project-create': on('create a project', 'projects', 'create', 'tinjis-matrix-own', {
      method: 'POST',
      path: '/api/v1/projects',
      body: { project: { metadata: { name: 'tinjis-matrix-own' }, spec: { sourceRepos: ['*'] } } },
    }),
    'project-update': on(`widen the project ${project}`, 'projects', 'update', project, {
      method: 'PUT',
      path: `/api/v1/projects/${project}`,
      body: { project: { metadata, spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }] } } },
    }),
    'project-delete': on(`delete the project ${project}`, 'projects', 'delete', project, {
      method: 'DELETE',
      path: `/api/v1/projects/${project}`,
      body: {},
    }),
    'project-token': on(`make a token for the project ${project}`, 'projects', 'update', project, {
      method: 'POST',
      path: `/api/v1/projects/${project}/roles/x/token`,
      body: { project, role: 'x' },
    }),
    'repository-create': on('add a repository', 'repositories', 'create', 'https://example.org/x', {
      method: 'POST',
      path: '/api/v1/repositories',
      body: { repo: 'https://example.org/x', type: 'git' },
    }),
    'cluster-create': on('add a cluster', 'clusters', 'create', 'https://example.org', {
      method: 'POST',
      path: '/api/v1/clusters',
      body: { server: 'https://example.org', name: 'x', config: {} },
    }),
    'application-set-create': on('create an ApplicationSet', 'applicationsets', 'create', `${project}/tinjis-matrix`, {
      method: 'POST',
      path: '/api/v1/applicationsets',
      body: {
        metadata: { name: 'tinjis-matrix', namespace: 'argocd' },
        spec: { template: { metadata: {}, spec: { project, destination: {} } } },
      },
    }),
    'certificate-create': on("trust another host's key", 'certificates', 'create', '', {
      method: 'POST',
      path: '/api/v1/certificates',
      body: { items: [] },
    }),
  };
}

/** A caller of Argo CD's API. */
export interface ArgoCdCaller {
  readonly name: string;
  readonly argocd: ArgoCd;
  /** As its policy knows them; undefined for one that has not logged in. */
  readonly subject?: ArgocdSubject | undefined;
  readonly policy: RbacPolicy;
}

/** Somebody of the team file, as Argo CD's policy knows them. */
export function argocdCallerOf(
  { served }: Participants,
  { name, identity }: Participants['platformAdmin'],
  argocd: ArgoCd,
): ArgoCdCaller {
  if (identity?.kind !== 'person') throw new Error(`${name} does not log in to Argo CD`);
  return { name, argocd, subject: argocdSubject(served.cluster, identity), policy: served.rules.argocdPolicy };
}

export function mayOperate(caller: ArgoCdCaller, id: string, operation: ArgoCdCall): MatrixCase {
  return { ...caseOf(caller, id, operation), expected: allowed };
}

const denied = /permission denied|does not have apiKey capability|404/;
const loggedOut = /no session information|Auth cookie not found/;

export function mayNotOperate(caller: ArgoCdCaller, id: string, operation: ArgoCdCall, control: string): MatrixCase {
  return {
    ...caseOf(caller, id, operation),
    expected: caller.subject ? refused('argocd', denied) : refused('login', loggedOut),
    control,
  };
}

function caseOf(
  { name, argocd, subject, policy }: ArgoCdCaller,
  id: string,
  { action, asked, right }: ArgoCdCall,
): Omit<MatrixCase, 'expected'> {
  return {
    name: `argocd/${name}/${id}`,
    identity: name,
    action,
    how: asked.method === 'GET' ? 'real' : 'dry-run',
    ...(subject
      ? { predict: () => predictedByLayers([{ layer: 'argocd', ruling: enforceArgocd(policy, subject, right) }]) }
      : { unmodelled: 'callers that have not logged in' }),
    attempt: async () => observedFromArgoCd(await argocd.request(asked)),
  };
}

/** Who refused, by Argo CD's answer. That somebody else's operation is under way is found out after the rights. */
export function observedFromArgoCd({ ok, status, message, body }: ApiAnswer): Observed {
  const text = `${status} ${message}`.replaceAll('\n', ' ');
  // A refusal to read logs comes as a good answer with the refusal in its text.
  if (ok && typeof body === 'string' && /permission denied/.test(body))
    return { verdict: 'denied', layer: 'argocd', message: body.trim() };
  if (ok || /another operation is already in progress/.test(message))
    return { verdict: 'allowed', message: ok ? '' : message };
  if (status === 401 || loggedOut.test(message)) return { verdict: 'denied', layer: 'login', message: text };
  return { verdict: 'denied', layer: denied.test(text) ? 'argocd' : 'other', message: text };
}
