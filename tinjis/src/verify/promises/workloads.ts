import { deliveryOf } from '../../decide/answer/delivery.ts';
import { podsOf } from '../../decide/answer/pods.ts';
import { workloadsOf } from '../../decide/answer/target.ts';
import { kindOf } from '../../model/kinds.ts';
import { serviceKey } from '../../model/layout.ts';
import type { ClusterModel, Model, Workload } from '../../model/model.ts';
import { groupOf } from '../../model/objects.ts';
import type { DeveloperTeam } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** What the teams have written would be deployed as it stands: a policy that lets nothing through keeps no promise. */
export const workloads: DeliveryPromise = {
  name: 'workloads',
  says: 'what each team has written passes Argo CD, Kubernetes and admission, and lies in its own namespace',
  prove({ model }, tally) {
    for (const cluster of model.clusters) {
      for (const team of model.teams.developers) {
        for (const workload of workloadsOf(model, cluster, team.name)) {
          proveWorkload(model, cluster, team, workload, tally);
        }
      }
    }
  },
};

function proveWorkload({ teams }: Model, cluster: ClusterModel, team: DeveloperTeam, workload: Workload, tally: Tally): void {
  const service = serviceKey(workload.service);
  const { argocd, rbac, admission } = deliveryOf(cluster, workload, team);
  const asked = { who: service, what: `be deployed on ${cluster.name}`, otherwise: { file: workload.folder, line: 1 } };
  for (const ruling of [argocd, rbac, admission]) {
    if (ruling) tally.allowed(asked, ruling);
  }
  for (const resource of workload.objects.all) {
    const { kind, metadata } = resource.object;
    const { namespaced } = kindOf(groupOf(resource.object), kind);
    const args = { service, kind, name: metadata.name, namespace: metadata.namespace ?? '', wanted: team.namespace };
    tally.hold(!namespaced || metadata.namespace === team.namespace, () => ({ code: 'workload/namespace', args, at: resource.at(['metadata', 'namespace']) }));
  }
  const started = podsOf(workload).some(({ name }) => name === workload.service.service);
  tally.hold(started, () => ({ code: 'workload/no-pod', args: { service, cluster: cluster.name }, at: asked.otherwise }));
  if (!workload.built) tally.notes.push(`${service} was never built for ${cluster.name}: ${workload.image.file}:${workload.image.line} names no digest`);
  for (const { object, at } of workload.objects.all) {
    for (const image of foreignDigests(object, teams.registry)) {
      tally.hold(false, () => ({ code: 'workload/invented-digest', args: { image, service }, at: at() }));
    }
  }
}

/** A digest of one repeated character was made up. The stand-in for a version that never was is the one exception. */
function foreignDigests(object: object, registry: string): string[] {
  const images = JSON.stringify(object).match(/"image":"[^"]*@sha256:([0-9a-f])\1{63}"/g) ?? [];
  const standIn = new RegExp(`"${registry.replaceAll('.', '\\.')}/[^"]*:0{40}@`);
  return images.filter((image) => !standIn.test(image));
}
