import { podsOf, type PodSource } from '../../decide/answer/pods.ts';
import { admit } from '../../decide/admission/admit.ts';
import { deliveryOf } from '../../decide/answer/delivery.ts';
import { targetOf } from '../../decide/answer/target.ts';
import type { Ruling } from '../../decide/decision.ts';
import { rulesOf } from '../../decide/rules.ts';
import { together } from '../../decide/together.ts';
import { kubernetesUser } from '../../model/identity.ts';
import { kindOf } from '../../model/kinds.ts';
import type { KubernetesObject, Resource } from '../../model/located.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { groupOf } from '../../model/objects.ts';
import type { Service } from '../../model/teams.ts';
import { hostilePods, type Template } from '../hostile-pods.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** Admission lets in the pods that the teams deploy, and none that somebody made worse in any of the known ways. */
export const pods: DeliveryPromise = {
  name: 'pods',
  says: 'a namespace runs the images tied to its workloads, by digest, under the strictest pod security, and nothing else',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const service of model.teams.developers.flatMap(({ services }) => services)) {
        proveService(model, cluster, service, tally);
      }
    }
  },
};

function proveService(model: Model, cluster: ClusterModel, service: Service, tally: Tally): void {
  const { team, workload } = targetOf(model, cluster, { team: service.team, service: service.name });
  const { account } = deliveryOf(cluster, workload, team);
  if (!account) return;
  for (const source of podsOf(workload)) {
    const template = templateOf(source);
    const path = (template.spec?.containers?.[0]?.image ?? '').replace(/[:@].*$/, '');
    const ask = (changed: Template): Ruling => admitPod(cluster, source, changed, team.namespace);
    const who = `${source.name} of ${service.team}/${service.name}`;
    tally.allowed({ who, what: `start its pods on ${cluster.name}`, otherwise: source.resource.at() }, ask(template));
    for (const { what, change } of hostilePods) {
      const otherwise = cluster.governance.get('/Namespace', team.namespace)?.at(['metadata', 'labels']) ?? source.resource.at();
      tally.refused({ who, what: `${what} on ${cluster.name}`, otherwise }, ask(change(template, path)));
    }
  }
}

/** Both gates of a pod: its template when the workload is synced, and the pod when its controller starts it. */
function admitPod(cluster: ClusterModel, { resource, name }: PodSource, template: Template, namespace: string): Ruling {
  const { admission } = rulesOf(cluster);
  const { object } = resource;
  const workload = withTemplate(object, template);
  const pod = { apiVersion: 'v1', kind: 'Pod', ...template, metadata: { ...template.metadata, name, namespace } };
  const { resource: plural } = kindOf(groupOf(object), object.kind);
  const user = (account: string): { name: string; groups: readonly string[] } => {
    const { user: login, groups } = kubernetesUser({ kind: 'account', namespace: account === 'deployer' ? namespace : 'kube-system', name: account });
    return { name: login, groups };
  };
  const at: Resource['at'] = (path) => resource.at(path);
  return together([
    admit(admission, { operation: 'CREATE', object: { object: workload, at }, namespace, resource: { group: groupOf(object), version: 'v1', resource: plural }, user: user('deployer') }),
    admit(admission, { operation: 'CREATE', object: { object: pod, at }, namespace, resource: { group: '', version: 'v1', resource: 'pods' }, user: user('replicaset-controller') }),
  ]);
}

function templateOf({ resource }: PodSource): Template {
  const { object } = resource;
  return object.kind === 'Pod' ? object : (object as { spec?: { template?: Template } }).spec?.template ?? {};
}

function withTemplate(object: KubernetesObject, template: Template): KubernetesObject {
  return object.kind === 'Pod' ? { ...object, ...template, metadata: { ...object.metadata, ...template.metadata } }
    : { ...object, spec: { ...(object as { spec?: object }).spec, template } } as KubernetesObject;
}
