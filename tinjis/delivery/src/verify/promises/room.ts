import { isDeepStrictEqual } from 'node:util';
import { entry } from '../../entry.ts';
import { podsOf } from '../../answer/connect.ts';
import type { Workload } from '../../model/model.ts';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import { placedContainers, specPathOf } from '../fit/containers.ts';
import { entriesAt, fieldAt } from '@tinjis/rules/objects/fields';
import { quantityOf, quantityText } from '../fit/quantity.ts';
import { aboveLimit, type Limit, limitsOf, type OutOfRange, refusedBy } from '../fit/limit-range.ts';
import { type ResourceNeeds, askedBy, askedByPod, strangeQuantities } from '../fit/resources.ts';
import { expectField, type TeamSite, teamSites } from '../fit/site.ts';
import { knownKeys, type Use, usedByCluster, usesOf } from '../fit/uses.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';
import { noCriticalPod } from './shares.ts';

/** A Deployment over its share is taken, synced, and never gets its pods. */
export const room: DeliveryPromise = {
  name: 'room',
  says: "every team's pods and objects fit its quota and its limits, with each workload at its largest while a new version comes up",
  findings: {
    'room/no-quantity': entry(
      '{field} of {kind} {name} of {service} is no quantity',
      'The API server refuses it.',
      'write a number, or one with a suffix such as 100m or 1Gi',
    ),
    'room/beyond-limits': entry(
      '{part}.{resource} of {container} of {service} is {found} on {cluster}, and namespace {namespace} allows {allowed}',
      'The workload is taken, and no pod of it is ever started.',
      'ask for what is allowed',
    ),
    'room/not-enough': entry(
      'what namespace {namespace} holds at its largest on {cluster} takes {needed} of {key}, and its quota is {hard}',
      'What is beyond the quota is never started, and a new version could not come up.',
      'run fewer pods or let each take less; the quota grows with the services of a team',
    ),
    'room/unknown-quota': entry(
      'namespace {namespace} has a quota of {key} on {cluster}, and it is not known here what a team takes of that',
      'Whether the team fits is not proved.',
      'add the resource to tinjis/delivery/src/verify/fit/uses.ts, or remove it from the quota',
    ),
  },
  proveTeam({ model }, team, tally) {
    const known = knownKeys(model.kinds);
    for (const site of teamSites(model, team)) {
      const { governance } = site.cluster;
      const ranges = governance
        .inNamespace('/LimitRange', site.team.namespace)
        .flatMap(({ object }) => limitsOf(object));
      for (const workload of site.workloads) {
        proveLimits(site, workload, ranges, tally);
      }
      const uses = Map.groupBy(usesOf(site, ranges), ({ key }) => key);
      for (const quota of governance.inNamespace('/ResourceQuota', site.team.namespace)) {
        // No pod of a team is critical, so nothing counts for this one.
        if (!isDeepStrictEqual(fieldAt(quota.object, ['spec']), noCriticalPod))
          proveQuota(site, quota, uses, known, tally);
      }
    }
  },
};

/** Each container, and each pod, asks for what the namespace's limits allow. */
function proveLimits(site: TeamSite, workload: Workload, ranges: readonly Limit[], tally: Tally): void {
  for (const source of podsOf(workload)) {
    const { object } = source.resource;
    const expect = expectField(tally, { ...site, workload }, source.resource);
    const prove = (
      container: string,
      path: FieldPath,
      type: string,
      asked: ResourceNeeds,
      refused: readonly OutOfRange[],
    ): void => {
      const limits = ranges.filter((each) => each.type === type);
      const all = [...refused, ...limits.flatMap((limit) => refusedBy(asked, limit))];
      if (all.length === 0) tally.judged([]);
      for (const { part, resource, found, allowed } of all) {
        const where = [...path, 'resources', part, resource];
        expect(false, 'room/beyond-limits', where, { container, part, resource, found, allowed });
      }
      for (const part of ['requests', 'limits']) {
        const written = [...path, 'resources', part];
        for (const name of strangeQuantities(fieldAt(object, written))) {
          expect(false, 'room/no-quantity', [...written, name], { field: `${part}.${name}` });
        }
      }
    };
    const containers = placedContainers(source);
    for (const container of containers) {
      const asked = askedBy(container, ranges);
      prove(`container ${container.name}`, container.path, 'Container', asked, aboveLimit(asked));
    }
    const spec = specPathOf(source);
    const value = fieldAt(object, spec);
    const pod = askedByPod(value, containers, ranges);
    prove(`each pod of ${source.name}`, spec, 'Pod', pod, aboveLimit(askedBy({ value }, [])));
  }
}

/** A quota with a scope counts fewer pods; held against all of them, it only seems fuller than it is. */
function proveQuota(
  { cluster, team }: TeamSite,
  quota: Resource,
  uses: ReadonlyMap<string, readonly Use[]>,
  known: ReadonlySet<string>,
  tally: Tally,
): void {
  for (const [key, written] of entriesAt(quota.object, ['spec', 'hard'])) {
    const hard = quantityOf(written);
    const args = { namespace: team.namespace, cluster: cluster.name, key };
    const at = quota.at(['spec', 'hard', key]);
    tally.hold(known.has(key) && hard !== undefined, () => ({ code: 'room/unknown-quota', args, at }));
    const own = uses.get(key) ?? [];
    const needed = own.reduce((sum, { amount }) => sum + amount, usedByCluster(key));
    tally.hold(needed <= (hard ?? 0n), () => ({
      code: 'room/not-enough',
      args: { ...args, needed: quantityText(needed), hard: quantityText(hard ?? 0n) },
      at: own.toSorted((a, b) => Number(b.amount - a.amount))[0]?.at() ?? at,
    }));
  }
}
