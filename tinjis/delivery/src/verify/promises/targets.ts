import { entry } from '../../entry.ts';
import { type PodSource, podsOf } from '../../answer/connect.ts';
import { textAt } from '@tinjis/rules/objects/fields';
import { selectedBy } from '../fit/selected.ts';
import { expectField, type ServiceSite, serviceSites } from '../fit/site.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

/** The API server takes a selector that selects nothing and an autoscaler of nothing, and neither says so. */
export const targets: DeliveryPromise = {
  name: 'targets',
  says: 'every Service, budget and workload of a team selects pods of the team, every autoscaler scales a workload of its own service, and none holds what another holds',
  findings: {
    'targets/none': entry(
      '{kind} {name} of {service} selects no pod of namespace {namespace} on {cluster}',
      'It is there, and does nothing.',
      'write labels of the pods into its selector',
    ),
    'targets/not-own': entry(
      '{kind} {name} of {service} does not select its own pods on {cluster}',
      'The API server refuses it.',
      'write labels of its template into its selector',
    ),
    'targets/another': entry(
      'the autoscaler {name} of {service} scales {target} on {cluster}, which is no workload of {service}',
      'It would scale another service, or nothing.',
      'name the Deployment, StatefulSet or Rollout of this service in scaleTargetRef',
    ),
    'targets/two-autoscalers': entry(
      'the autoscalers {other} and {name} of {service} both scale {target} on {cluster}',
      'Each would undo what the other does.',
      'leave one of them',
    ),
    'targets/two-budgets': entry(
      'the budgets {other} and {name} of namespace {namespace} both hold the pods of {pods} on {cluster}',
      'Kubernetes evicts no pod that two budgets hold, so its node cannot be drained.',
      'leave one of them, or let each select the pods of one workload',
    ),
  },
  proveTeam({ model }, team, tally) {
    for (const site of serviceSites(model, team)) {
      proveSelectors(site, tally);
      proveAutoscalers(site, tally);
      proveBudgets(site, tally);
    }
  },
};

function proveSelectors(site: ServiceSite, tally: Tally): void {
  for (const each of site.workload.objects.kind('/Service')) {
    expectField(tally, site, each)(selectedBy(each, site.pods).length > 0, 'targets/none', ['spec', 'selector']);
  }
  for (const source of podsOf(site.workload)) {
    // A Job's selector is written by Kubernetes.
    const { resource } = source;
    const holds = !selecting.includes(source.kind) || selectedBy(resource, [source]).length === 1;
    expectField(tally, site, resource)(holds, 'targets/not-own', ['spec', 'selector']);
  }
}

const selecting = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Rollout'];
const scaled = ['Deployment', 'StatefulSet', 'Rollout'];

/** Kinds that scale another object, with what they take for it where nothing is written. */
const scaling = [
  ['autoscaling/HorizontalPodAutoscaler', '', ''],
  ['keda.sh/ScaledObject', 'apps/v1', 'Deployment'],
] as const;

function proveAutoscalers(site: ServiceSite, tally: Tally): void {
  const { objects } = site.workload;
  const before = new Map<string, string>();
  const all = scaling.flatMap(([key, ...usual]) => objects.kind(key).map((each) => ({ each, usual })));
  for (const {
    each,
    usual: [usualVersion, usualKind],
  } of all) {
    const expect = expectField(tally, site, each);
    const path = ['spec', 'scaleTargetRef'];
    const apiVersion = textAt(each.object, [...path, 'apiVersion']) || usualVersion;
    const kind = textAt(each.object, [...path, 'kind']) || usualKind;
    const name = textAt(each.object, [...path, 'name']);
    const target = `${kind} ${name}`;
    const own = objects.get(`${apiVersion.replace(/\/.*/, '')}/${kind}`, `${site.team.namespace}/${name}`);
    const isOwn = scaled.includes(kind) && own?.object.apiVersion === apiVersion;
    expect(isOwn, 'targets/another', path, { target });
    const other = before.get(target);
    expect(other === undefined, 'targets/two-autoscalers', path, { target, other: other ?? '' });
    before.set(target, each.object.metadata.name);
  }
}

/** Which budgets a team has is no matter of one folder: each selects pods of the whole namespace. */
function proveBudgets(site: ServiceSite, tally: Tally): void {
  const all = site.workloads.flatMap(({ objects }) => objects.kind('policy/PodDisruptionBudget'));
  for (const each of site.workload.objects.kind('policy/PodDisruptionBudget')) {
    const expect = expectField(tally, site, each);
    const path = ['spec', 'selector'];
    const held = selectedBy(each, site.pods);
    expect(held.length > 0, 'targets/none', path);
    for (const other of all.slice(0, all.indexOf(each))) {
      const both: PodSource | undefined = selectedBy(other, held)[0];
      expect(both === undefined, 'targets/two-budgets', path, {
        other: other.object.metadata.name,
        pods: both ? `${both.kind} ${both.name}` : '',
      });
    }
  }
}
