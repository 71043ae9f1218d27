import { accountOfSync } from '../answer/delivery.ts';
import { type Account, everybody, identityName, type Person } from '../model/identity.ts';
import { type ClusterModel, type Model, workloadsOf } from '../model/model.ts';

/** The accounts that Argo CD uses to deploy the teams' services, each once. */
export function deployersOf(model: Model, cluster: ClusterModel): readonly Account[] {
  const accounts = model.teams.developers.flatMap((team) =>
    workloadsOf(model, cluster, team.name).flatMap((workload) => accountOfSync(cluster, workload.folder) ?? []),
  );
  return [...new Map(accounts.map((account) => [identityName(account), account])).values()];
}

/** Every account in the teams' namespaces, including the deployers: a team's pods could run as any of them. */
export function accountsOf(model: Model, cluster: ClusterModel): readonly Account[] {
  const declared = model.teams.developers.flatMap(({ namespace }) => [
    { kind: 'account', namespace, name: 'default' } as const,
    ...cluster.governance
      .inNamespace('/ServiceAccount', namespace)
      .map(({ object }) => ({ kind: 'account', namespace, name: object.metadata.name }) as const),
  ]);
  return [
    ...new Map(
      [...declared, ...deployersOf(model, cluster)].map((account) => [identityName(account), account]),
    ).values(),
  ];
}

/** Everybody but the platform: developers, readers, and a stranger who can log in but is in no team. */
export function developersAndStrangers({ teams }: Pick<Model, 'teams'>): readonly Person[] {
  return everybody(teams).filter((person) => !person.teams.includes(teams.platform.name));
}
