import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { CheckContext } from '../harness/check.ts';
import { account, nobody, person, type ApiCaller } from './identities.ts';
import { type OwnService, ownServices } from '../manifests/workloads.ts';
import { readServed, type ServedRepository } from './served-repository.ts';
import { servedFolder } from '@tinjis/platform/git/folders';

/** A team as the cases see it. */
export interface Team {
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly own: OwnService;
  readonly developer: ApiCaller;
  readonly deployer: ApiCaller;
  /** The identity that the team's pods run as. */
  readonly podAccount: ApiCaller;
}

/** Everybody and everything on the running platform that cases can be made from. */
export interface Participants {
  readonly context: CheckContext;
  readonly admin: Kubernetes;
  readonly served: ServedRepository;
  readonly teams: readonly [Team, Team];
  readonly platformAdmin: ApiCaller;
  readonly platformDeployer: ApiCaller;
  readonly anonymous: ApiCaller;
}

/** @throws Error where the served repository lacks the two teams that cases are made from */
export async function participantsOf(context: CheckContext): Promise<Participants> {
  const admin = Kubernetes.of(context.cluster);
  const served = readServed(servedFolder(context.folders));
  const { model } = served;
  const services = ownServices(served);
  const teams = await Promise.all(
    model.teams.developers.map(async ({ name, namespace, members }): Promise<Team> => {
      const own = services.find((each) => each.namespace === namespace);
      const [login] = members;
      if (!own || login === undefined) throw new Error(`the team ${name} has no service or no member`);
      const { workload } = own;
      const [deployer, podAccount] = await Promise.all([
        account(admin, namespace, 'deployer'),
        account(admin, namespace, workload),
      ]);
      const developer = person(admin, model, context.folders, login);
      return { name, namespace, service: workload, own, developer, deployer, podAccount };
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
export function otherThan({ teams: [first, second] }: Participants, { name }: Team): Team {
  return name === first.name ? second : first;
}
