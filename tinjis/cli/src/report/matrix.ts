import { everybody } from '@tinjis/delivery/model/identity';
import { serviceKey, manifestFolder } from '@tinjis/delivery/model/layout';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { teamsPath, type DeveloperTeam, type Service, type Teams } from '@tinjis/delivery/model/teams';
import { answerTo, type AnsweredQuestion, type Words } from './question.ts';

/**
 * The permissions on one service. Programs log in neither to Git nor to Argo CD, so the matrix asks less about them.
 */
export interface ServiceMatrix {
  readonly service: string;
  readonly people: Matrix;
  readonly programs: Matrix;
}

export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** A caller that stands for all callers with the same rights. */
export interface MatrixColumn {
  readonly who: string;
  readonly standsFor: string;
}

export interface MatrixRow {
  readonly action: string;
  /** In the order of the columns. */
  readonly cells: readonly AnsweredQuestion[];
}

interface Action {
  readonly says: string;
  readonly words: Omit<Words, 'who'>;
}

/** The matrix of each service on one cluster. */
export function matrices(model: Model, cluster: ClusterModel): readonly ServiceMatrix[] {
  return model.teams.developers.flatMap((team) =>
    team.services.map((service) => matrixOf(model, cluster, team, service)),
  );
}

function matrixOf(model: Model, cluster: ClusterModel, team: DeveloperTeam, service: Service): ServiceMatrix {
  const other = model.teams.developers.find(({ name, members }) => name !== team.name && members.length > 0);
  const inCluster = inClusterActions(team);
  const rowsOf = (columns: readonly MatrixColumn[], actions: readonly Action[]): Matrix => ({
    columns,
    rows: actions.map(({ says, words }) => ({
      action: says,
      cells: columns.map(({ who }) => answerTo(model, cluster, { who, ...words })),
    })),
  });
  return {
    service: keyOf(service),
    people: rowsOf(people(model.teams, team, other), [...loggedInActions(service), ...inCluster]),
    programs: rowsOf(programs(team, service, other), inCluster),
  };
}

function people(teams: Teams, team: DeveloperTeam, other: DeveloperTeam | undefined): readonly MatrixColumn[] {
  return [
    ...member(team.members, 'their own service'),
    ...team.groups
      .filter(({ role }) => role !== 'developer')
      .flatMap(({ name, role, members }) =>
        member(members.length > 0 ? members.map(({ login }) => login) : [`group:${name}`], `${role} of this team`),
      ),
    ...member(other?.members ?? [], 'a developer of another team'),
    ...member(teams.platform.members, 'the platform team'),
    { who: String(everybody(teams).at(-1)?.login), standsFor: 'anybody else who can log in' },
  ];
}

function programs(
  { namespace }: DeveloperTeam,
  { name }: Service,
  other: DeveloperTeam | undefined,
): readonly MatrixColumn[] {
  const account = (of: string, called: string, standsFor: string): MatrixColumn => ({
    who: `system:serviceaccount:${of}:${called}`,
    standsFor,
  });
  return [
    account(namespace, 'deployer', 'what Argo CD syncs this service as'),
    ...(other ? [account(other.namespace, 'deployer', 'what Argo CD syncs another team as')] : []),
    account(namespace, name, "the service's own pods"),
  ];
}

/** The first of several members, who all have the same rights through their team. */
function member([who, ...others]: readonly string[], standsFor: string): readonly MatrixColumn[] {
  return who === undefined
    ? []
    : [{ who, standsFor: others.length > 0 ? `${standsFor}; likewise ${others.join(', ')}` : standsFor }];
}

function loggedInActions(service: Service): readonly Action[] {
  const what = keyOf(service);
  const folder = manifestFolder({ team: service.team, service: service.name });
  return [
    { says: 'bring a new version to the cluster', words: { verb: 'deploy', what } },
    { says: 'change its manifests', words: { verb: 'push', what: `${folder}/base/deployment.yaml` } },
    { says: 'change who may what', words: { verb: 'push', what: teamsPath } },
    { says: 'look at it in Argo CD', words: { verb: 'get', what } },
    { says: 'start a sync', words: { verb: 'sync', what } },
    { says: 'read its logs', words: { verb: 'logs', what } },
    { says: 'sync what is not on main', words: { verb: 'override', what } },
    { says: 'change its Application', words: { verb: 'update', what } },
    { says: 'delete its Application', words: { verb: 'delete', what } },
  ];
}

function inClusterActions({ namespace }: DeveloperTeam): readonly Action[] {
  return [
    { says: 'write its Deployment', words: { verb: 'patch', what: 'deployments', namespace } },
    { says: 'read Secrets beside it', words: { verb: 'get', what: 'secrets', namespace } },
    { says: 'run a command in its pods', words: { verb: 'create', what: 'pods/exec', namespace } },
    { says: 'open the network to it', words: { verb: 'create', what: 'networkpolicies', namespace } },
    { says: 'grant rights beside it', words: { verb: 'create', what: 'rolebindings', namespace } },
    {
      says: 'take a token of its deployer',
      words: { verb: 'create', what: 'serviceaccounts/token/deployer', namespace },
    },
  ];
}

function keyOf({ team, name }: Service): string {
  return serviceKey({ team, service: name });
}
