import { byArgocdItself } from '../../answer/deploy.ts';
import { argocdSubject } from '../../answer/operate.ts';
import { workloadsOf } from '../../answer/target.ts';
import { rulesOf } from '../../answer/rules.ts';
import type { Person } from '../../model/identity.ts';
import type { ClusterModel, Model } from '../../model/model.ts';
import { applicationsApart } from '../classes/applications.ts';
import { proveClasses, Roster } from '../classes/class.ts';
import type { Tally } from '../tally.ts';
import { deciding, deploying } from './asked.ts';

/** Argo CD brings nobody's version of another team's service to run. */
export function proveArgocd(model: Model, cluster: ClusterModel, people: readonly Person[], tally: Tally): void {
  const { argocdPolicy, applicationOf } = rulesOf(cluster);
  const workloads = new Roster(model.teams.developers.flatMap(({ name }) => workloadsOf(model, cluster, name)));
  const byApplication = Map.groupBy(workloads.all, ({ folder }) => {
    const application = applicationOf.get(folder)?.object;
    return `${application?.spec.project ?? ''}/${application?.metadata.name ?? ''}`;
  });
  for (const person of people) {
    const apart = applicationsApart(argocdPolicy, argocdSubject(cluster, person), byApplication.keys());
    // Of their own services nothing is asked here.
    const own = workloadsOf(model, cluster, person.team);
    const classes = workloads.classes([...own, ...[...apart].flatMap((name) => byApplication.get(name) ?? [])]);
    proveClasses(classes, tally, (workload) => {
      if (!own.includes(workload))
        tally.refused(deploying(cluster, person, workload), deciding(byArgocdItself(cluster, person, workload)));
    });
  }
}
