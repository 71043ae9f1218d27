import { entry } from '../../entry.ts';
import { deliveryOf } from '../../answer/delivery.ts';
import { podsOf } from '../../answer/connect.ts';
import { workloadsOf, type ClusterModel, type Model, type Workload } from '../../model/model.ts';
import { kindOf, podSpecPath } from '@tinjis/rules/objects/kinds';
import { type Catalogue, grantedKinds } from '../../model/kinds.ts';
import { overlayFile, serviceKey } from '../../model/layout.ts';
import { groupOf } from '@tinjis/rules/objects/objects';
import type { At, Resource } from '@tinjis/rules/objects/located';
import type { DeveloperTeam } from '../../model/teams.ts';
import { hardened, hardeningFindings } from '../hardened.ts';
import type { DeliveryPromise } from '../promise.ts';
import { refusedObjects } from '../refused.ts';
import type { Case, Tally } from '../tally.ts';

/** The teams' own manifests would be deployed as they stand: a policy that lets nothing through keeps no promise. */
export const workloads: DeliveryPromise = {
  name: 'workloads',
  says: 'the manifests of each team pass Argo CD, Kubernetes and admission, and lie in its own namespace',
  findings: {
    ...hardeningFindings,
    'workload/namespace': entry(
      '{kind} {name} of {service} is in namespace "{namespace}", expected {wanted}',
      'Argo CD would refuse the whole sync.',
      'write the namespace of the team',
    ),
    'workload/no-pod': entry(
      '{service} has no workload of its own name on {cluster}',
      'Policies, images and accounts are tied to that name.',
      'name the Deployment after the service',
    ),
    'workload/invented-digest': entry(
      '{image} of {service} was made up',
      'A digest says what was built; a made-up one says nothing, and never starts.',
      'remove newTag and digest until there is a build',
    ),
  },
  proveTeam({ model }, team, tally) {
    for (const cluster of model.clusters) {
      for (const workload of workloadsOf(model, cluster, team.name)) {
        proveWorkload(model, cluster, team, workload, tally);
      }
    }
  },
};

function proveWorkload(
  { teams, kinds }: Model,
  cluster: ClusterModel,
  team: DeveloperTeam,
  workload: Workload,
  tally: Tally,
): void {
  const service = serviceKey(workload.service);
  const asked = {
    who: service,
    what: `be deployed on ${cluster.name}`,
    otherwise: { file: overlayFile(workload.service, cluster.name), line: 1 },
  };
  proveDelivery(cluster, team, workload, grantedKinds(kinds, team, cluster.declared), asked, tally);
  for (const resource of workload.objects.all) {
    const { kind, metadata } = resource.object;
    const { namespaced } = kindOf(groupOf(resource.object), kind);
    const args = { service, kind, name: metadata.name, namespace: metadata.namespace ?? '', wanted: team.namespace };
    tally.hold(!namespaced || metadata.namespace === team.namespace, () => ({
      code: 'workload/namespace',
      args,
      at: resource.at(['metadata', 'namespace']),
    }));
  }
  for (const source of podsOf(workload)) {
    hardened(service, source, tally);
  }
  const started = podsOf(workload).some(({ name }) => name === workload.service.service);
  tally.hold(started, () => ({
    code: 'workload/no-pod',
    args: { service, cluster: cluster.name },
    at: asked.otherwise,
  }));
  if (!workload.built)
    tally.notes.push(
      `${service} was never built for ${cluster.name}: ${workload.image.file}:${workload.image.line} names no digest`,
    );
  for (const resource of workload.objects.all) {
    for (const image of foreignDigests(resource.object, teams.registry)) {
      tally.hold(false, () => ({
        code: 'workload/invented-digest',
        args: { image, service },
        at: writtenAt(resource, workload).at(-1) as At,
      }));
    }
  }
}

/** Each refused object is a breach of its own, so the finding sends a person to their own text and names the rule. */
function proveDelivery(
  cluster: ClusterModel,
  team: DeveloperTeam,
  workload: Workload,
  granted: Catalogue,
  asked: Case,
  tally: Tally,
): void {
  const { argocd, rbac, admission } = deliveryOf(cluster, workload, team);
  const whole = [argocd, rbac, admission].filter((ruling) => ruling !== undefined);
  const alone = whole.some(({ verdict }) => verdict === 'deny') ? refusedObjects(cluster, workload, team, granted) : [];
  for (const { resource, rulings } of alone) {
    for (const {
      reasons: [because],
    } of rulings) {
      const { kind, metadata } = resource.object;
      const args = { who: `${kind} ${metadata.name} of ${asked.who}`, what: asked.what };
      for (const at of writtenAt(resource, workload)) {
        tally.hold(false, () => ({ code: 'promise/closed', args, at, because }));
      }
    }
  }
  for (const ruling of whole) {
    // What is refused by itself was said.
    if (ruling.verdict === 'deny' && alone.some(({ byAuthor }) => byAuthor)) tally.judged([]);
    else tally.allowed(asked, ruling);
  }
}

/** The places of an object: its manifest, and the overlay's entry for its image, or the place for that entry. */
function writtenAt({ object, at }: Resource, { image: entry }: Workload): readonly At[] {
  const path = podSpecPath(object.kind);
  if (!path) return [at()];
  const image = at([...path, 'containers', 0, 'image']);
  return [at(), image.file === at().file ? entry : image];
}

/** A digest of one repeated character was made up. The stand-in for a version that never was is the only exception. */
function foreignDigests(object: object, registry: string): string[] {
  const images = JSON.stringify(object).match(/"image":"[^"]*@sha256:([0-9a-f])\1{63}"/g) ?? [];
  const standIn = new RegExp(`"${registry.replaceAll('.', '\\.')}/[^"]*:0{40}@`);
  return images.filter((image) => !standIn.test(image));
}
