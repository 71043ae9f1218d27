import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { Context } from '../harness/check.ts';
import { account, nobody, person, type Somebody } from '../identities/identities.ts';
import { type Ground, groundsOf } from '../manifests/ground.ts';
import { readServed, type Served } from '../served.ts';
import { servedFolder } from '@tinjis/platform/git/served-folder';

/** A team as the cases see it. */
export interface Team {
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly ground: Ground;
  readonly developer: Somebody;
  readonly deployer: Somebody;
  /** What the team's pods run as. */
  readonly podAccount: Somebody;
}

/** Who and what there is on the running platform for cases to be made of. */
export interface World {
  readonly context: Context;
  readonly admin: Kubernetes;
  readonly served: Served;
  readonly teams: readonly [Team, Team];
  readonly platformAdmin: Somebody;
  readonly platformDeployer: Somebody;
  readonly anonymous: Somebody;
}

/** @throws Error where the served repository has not the two teams that cases are made of */
export async function lookAround(context: Context): Promise<World> {
  const admin = Kubernetes.of(context.cluster);
  const served = readServed(servedFolder(context.folders));
  const { model } = served;
  const grounds = groundsOf(served);
  const teams = await Promise.all(
    model.teams.developers.map(async ({ name, namespace, members }): Promise<Team> => {
      const ground = grounds.find((each) => each.namespace === namespace);
      const [login] = members;
      if (!ground || login === undefined) throw new Error(`the team ${name} has no service or no member`);
      const { workload } = ground;
      const [deployer, podAccount] = await Promise.all([
        account(admin, namespace, 'deployer'),
        account(admin, namespace, workload),
      ]);
      const developer = person(admin, model, context.folders, login);
      return { name, namespace, service: workload, ground, developer, deployer, podAccount };
    }),
  );
  const [first, second] = teams;
  const [platformLogin] = model.teams.platform.members;
  if (!first || !second || platformLogin === undefined)
    throw new Error('the matrix needs two teams with a service each, and a platform administrator');
  return {
    context,
    admin,
    served,
    teams: [first, second],
    platformAdmin: person(admin, model, context.folders, platformLogin),
    platformDeployer: await account(admin, 'argocd', 'platform-deployer'),
    anonymous: nobody(admin),
  };
}

/** The other of the two teams. */
export function otherThan({ teams: [first, second] }: World, { name }: Team): Team {
  return name === first.name ? second : first;
}
