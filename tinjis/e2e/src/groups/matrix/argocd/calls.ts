import type { ApiRequest, ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import { argocdSubject } from '@tinjis/delivery/answer/argocd';
import { enforceArgocd, type ArgocdSubject } from '@tinjis/rules/argocd/rbac/enforce';
import type { RbacPolicy } from '@tinjis/rules/argocd/rbac/policy';
import type { ArgoCd } from '../../../identities/argocd-server.ts';
import { type Observed, predictedByLayers } from '../../../refusals/decision.ts';
import { allowed, type MatrixCase, refused } from '../case.ts';
import type { Participants } from '../../../identities/participants.ts';

/** A request to Argo CD's API, and the right that it needs. */
export interface ArgoCdCall {
  /** As the end of "IDENTITY may [not] …". */
  readonly action: string;
  readonly asked: ApiRequest;
  readonly right: { readonly resource: string; readonly action: string; readonly object: string };
}

/** An Application, identified by its project and name. */
export interface App {
  readonly project: string;
  readonly name: string;
  /** The namespace that it deploys to. */
  readonly namespace: string;
}

const anyCommit = '0123456789abcdef0123456789abcdef01234567';

/** The operations on an Application, harmless ones first. */
export function operationsOn({ project, name, namespace }: App): Readonly<Record<string, ArgoCdCall>> {
  const object = `${project}/${name}`;
  /** A request below the Application's own path. */
  const on = (action: string, right: string, method: ApiRequest['method'], path = '', body?: object): ArgoCdCall => ({
    action: `${action} the Application ${name}`,
    asked: { method, path: `/api/v1/applications/${name}${path}`, ...(body && { body }) },
    right: { resource: 'applications', action: right, object },
  });
  const sync = (action: string, right: string, body: object = {}): ArgoCdCall =>
    on(action, right, 'POST', '/sync', { dryRun: true, ...body });
  const deployments = `group=apps&kind=Deployment&namespace=${namespace}`;
  const source = { repoURL: 'https://example.org/x', path: 'x' };
  const another = `${name}-tinjis-matrix`;
  const create = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: another, namespace: 'argocd' },
    spec: { project, source, destination: { server: 'https://kubernetes.default.svc', namespace } },
  };
  const restart = {
    resourceName: name,
    namespace,
    group: 'apps',
    kind: 'Deployment',
    version: 'v1',
    action: 'restart',
  };
  const terminal = `pod=x&container=${name}&appName=${name}&appNamespace=argocd&projectName=${project}`;
  return {
    get: on('look at', 'get', 'GET'),
    tree: on('see the objects of', 'get', 'GET', '/resource-tree'),
    manifests: on('see the manifests of', 'get', 'GET', '/manifests'),
    logs: {
      ...on(
        'read the logs of',
        'get',
        'GET',
        `/logs?container=${name}&tailLines=1&resourceName=${name}&${deployments}`,
      ),
      right: { resource: 'logs', action: 'get', object },
    },
    sync: sync('sync', 'sync'),
    'sync-prune': sync('sync, pruning,', 'sync', { prune: true }),
    'sync-force': sync('sync by force', 'sync', { strategy: { apply: { force: true } } }),
    'sync-replace': sync('sync, replacing,', 'sync', { syncOptions: { items: ['Replace=true'] } }),
    'sync-revision': sync('sync another revision of', 'override', { revision: anyCommit }),
    'sync-head': sync('sync HEAD instead of main of', 'override', { revision: 'HEAD' }),
    'sync-local': sync('sync manifests of their own machine into', 'override', {
      manifests: ['{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"}}'],
    }),
    rollback: on('roll back', 'rollback', 'POST', '/rollback', { id: 0, dryRun: true }),
    set: on('change the source of', 'update', 'PUT', '/spec', { project, source, destination: {} }),
    patch: on('patch', 'update', 'PATCH', '', {
      name,
      patch: '{"spec":{"source":{"targetRevision":"x"}}}',
      patchType: 'merge',
    }),
    create: {
      action: `create another Application like the Application ${name}`,
      asked: { method: 'POST', path: '/api/v1/applications', body: create },
      right: { resource: 'applications', action: 'create', object: `${project}/${another}` },
    },
    // Should the deletion succeed, the workloads stay, and the platform's own Application brings this Application back.
    delete: on('delete', 'delete', 'DELETE', '?cascade=false', {}),
    'delete-resource': on(
      'delete a Deployment of',
      'delete/apps/Deployment/x/y',
      'DELETE',
      `/resource?resourceName=${name}&version=v1&${deployments}&appNamespace=argocd`,
      {},
    ),
    action: on('restart the pods of', 'action/apps/Deployment/restart', 'POST', '/resource/actions/v2', restart),
    exec: {
      action: `open a shell in the pods of the Application ${name}`,
      asked: { method: 'GET', path: `/terminal?${terminal}&namespace=${namespace}` },
      right: { resource: 'exec', action: 'create', object },
    },
  };
}

/** The operations on objects other than Applications. */
export function operationsOnProject(project: string): Readonly<Record<string, ArgoCdCall>> {
  /** A request about a kind of object, at the path of that kind or below it. */
  const on = (
    action: string,
    [resource, right, object]: readonly [resource: string, right: string, object: string],
    [method, below]: readonly [method: ApiRequest['method'], below: string],
    body?: object,
  ): ArgoCdCall => ({
    action,
    asked: { method, path: `/api/v1/${resource}${below}`, ...(body && { body }) },
    right: { resource, action: right, object },
  });
  const make = (action: string, resource: string, object: string, body: object): ArgoCdCall =>
    on(action, [resource, 'create', object], ['POST', ''], body);
  const open = { sourceRepos: ['*'] };
  const own = `/${project}`;
  return {
    'project-get': on(`look at the project ${project}`, ['projects', 'get', project], ['GET', own]),
    'project-create': make('create a project', 'projects', 'tinjis-matrix-own', {
      project: { metadata: { name: 'tinjis-matrix-own' }, spec: open },
    }),
    'project-update': on(`widen the project ${project}`, ['projects', 'update', project], ['PUT', own], {
      project: {
        metadata: { name: project, namespace: 'argocd' },
        spec: { ...open, destinations: [{ server: '*', namespace: '*' }] },
      },
    }),
    'project-delete': on(`delete the project ${project}`, ['projects', 'delete', project], ['DELETE', own], {}),
    'project-token': on(
      `make a token for the project ${project}`,
      ['projects', 'update', project],
      ['POST', `${own}/roles/x/token`],
      { project, role: 'x' },
    ),
    'repository-create': make('add a repository', 'repositories', 'https://example.org/x', {
      repo: 'https://example.org/x',
      type: 'git',
    }),
    'cluster-create': make('add a cluster', 'clusters', 'https://example.org', {
      server: 'https://example.org',
      name: 'x',
      config: {},
    }),
    'application-set-create': make('create an ApplicationSet', 'applicationsets', `${project}/tinjis-matrix`, {
      metadata: { name: 'tinjis-matrix', namespace: 'argocd' },
      spec: { template: { metadata: {}, spec: { project, destination: {} } } },
    }),
    'certificate-create': make("trust another host's key", 'certificates', '', { items: [] }),
  };
}

/** A caller of Argo CD's API. */
export interface ArgoCdCaller {
  readonly name: string;
  readonly argocd: ArgoCd;
  /** The caller as Argo CD's policy knows them; undefined for a caller that has not logged in. */
  readonly subject?: ArgocdSubject | undefined;
  readonly policy: RbacPolicy;
}

/** Somebody in the team file, as Argo CD's policy knows them. */
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

/**
 * Who refused, judging by Argo CD's answer. Argo CD checks rights before it finds that another operation is under way.
 */
export function observedFromArgoCd({ ok, status, message, body }: ApiAnswer): Observed {
  const text = `${status} ${message}`.replaceAll('\n', ' ');
  // Argo CD refuses to show logs with a successful answer, whose text holds the refusal.
  if (ok && typeof body === 'string' && /permission denied/.test(body))
    return { verdict: 'denied', layer: 'argocd', message: body.trim() };
  if (ok || /another operation is already in progress/.test(message))
    return { verdict: 'allowed', message: ok ? '' : message };
  if (status === 401 || loggedOut.test(message)) return { verdict: 'denied', layer: 'login', message: text };
  return { verdict: 'denied', layer: denied.test(text) ? 'argocd' : 'other', message: text };
}
