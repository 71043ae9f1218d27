import { memoized } from '@tinjis/rules/memo';
import { overlayFile } from '../model/layout.ts';
import { type Identity, kubernetesUser, type Person } from '../model/identity.ts';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import { type ClusterModel, type Model, type Workload, serviceOn, workloadsOf } from '../model/model.ts';
import type { Call } from '../model/question.ts';
import type { Ruling } from '@tinjis/rules/ruling';
import { authorize } from '@tinjis/rules/rbac/authorize';
import { rulesOf } from './rules.ts';
import { admit } from '@tinjis/rules/admission/admit';
import { deliver } from './delivery.ts';
import { byGit } from './git.ts';
import { answer, type Answer, route, type Route } from './route.ts';

/** A request to the Kubernetes API. */
export type Request = Call['request'];

/** Verbs that bring an object into a cluster. A manifest in a person's own folder can do the same. */
const writes: Readonly<Record<string, 'CREATE' | 'UPDATE' | 'DELETE'>> = {
  create: 'CREATE',
  update: 'UPDATE',
  patch: 'UPDATE',
  delete: 'DELETE',
};

/** May this identity make a request to the Kubernetes API, directly or through Argo CD from a folder it may change? */
export function mayCall(model: Model, cluster: ClusterModel, who: Identity, request: Request): Answer {
  if (who.kind === 'account' || !(request.verb in writes)) return answer([direct(cluster, who, request)]);
  const folders = workloadsOf(model, cluster, ...who.teams);
  return answer([
    direct(cluster, who, request),
    ...folders.map((own) => byManifest(model, cluster, who, own, request)),
  ]);
}

/** The identity makes the request itself: rights, then admission. */
export function direct(cluster: ClusterModel, who: Identity, request: Request): Route {
  const rules = rulesOf(cluster);
  const { verb, group, resource, subresource, name, namespace } = request;
  const subject = kubernetesUser(who);
  const part = { ...(subresource !== undefined && { subresource }), ...(name !== undefined && { name }) };
  const rbac = authorize(rules.authorization, subject, {
    verb,
    group,
    resource,
    ...part,
    ...(namespace !== undefined && { namespace }),
  });
  const operation = writes[verb];
  const args = {
    verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace: namespace ?? '',
  };
  if (!operation) return route('kubernetes', args, { rbac });
  return route('kubernetes', args, { rbac, admission: admission(cluster, who, request, operation) });
}

/** A manifest of that kind in a folder that the person may change. Argo CD writes it, as the folder's deployer. */
function byManifest(model: Model, cluster: ClusterModel, who: Person, own: Workload, request: Request): Route {
  const path = overlayFile(own.service, cluster.name);
  // A cluster-scoped object has no namespace: then only the Application's own namespace has to be permitted.
  const namespace = request.namespace ?? serviceOn(model, cluster, own.service).team.namespace;
  const layers = {
    git: byGit(model, who, path),
    ...deliver(cluster, own, alone(ofKind(cluster, request, own)), namespace),
  };
  return route('own-folder', { path, namespace }, layers);
}

function admission(
  cluster: ClusterModel,
  who: Identity,
  request: Request,
  operation: 'CREATE' | 'UPDATE' | 'DELETE',
): Ruling {
  const { user, groups } = kubernetesUser(who);
  const { group, resource, subresource, namespace } = request;
  const object = known(cluster, request) ?? sample(request);
  return admit(rulesOf(cluster).admission, {
    operation,
    ...(operation !== 'DELETE' && { object }),
    ...(operation !== 'CREATE' && { oldObject: object }),
    ...(namespace !== undefined && { namespace }),
    resource: { group, version: 'v1', resource, ...(subresource !== undefined && { subresource }) },
    user: { name: user, groups },
  });
}

/**
 * The repository's own object of that kind there: the object of that name, or else any. A rule that looks at the
 * content then sees the real content. Observed: such a rule refuses an empty Deployment, while the API server allows
 * changes to the existing Deployment.
 */
function known(cluster: ClusterModel, request: Request): Resource | undefined {
  const { group, kind, subresource, name, namespace = '' } = request;
  if (subresource) return undefined;
  const found = everythingOf(cluster).inNamespace(`${group}/${kind}`, namespace);
  return found.find(({ object }) => object.metadata.name === name) ?? found[0];
}

/** Every object that a cluster gets, from the platform and from the teams. */
const everythingOf = memoized(({ governance, workloads }: ClusterModel): Objects => {
  const brought = [...workloads.values()].flatMap(({ objects }) => objects.all);
  return new Objects([...governance.all, ...brought]);
});

/** A workload's own object of a kind, or else the smallest. */
function ofKind(cluster: ClusterModel, request: Request, own: Workload): Resource {
  const { group, kind, name = '', namespace = '' } = request;
  return (
    own.objects.kind(`${group}/${kind}`)[0] ??
    samples(cluster).getOrInsertComputed([group, kind, namespace, name].join('/'), () => sample(request))
  );
}

// The very same for all folders of a person, so that it is judged once.
const samples = memoized<ClusterModel, Map<string, Resource>>(() => new Map());
const alone = memoized((resource: Resource): readonly Resource[] => [resource]);

/** The smallest object of a kind: enough for rules about who may write that kind at all. */
function sample({ group, kind, name = 'sample', namespace }: Request): Resource {
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const object = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata, spec: {} };
  return imagined(object, { file: 'policies/admission', line: 1 });
}
