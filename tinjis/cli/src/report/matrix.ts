import { everybody } from '@tinjis/delivery/model/identity';
import { serviceKey, manifestFolder } from '@tinjis/delivery/model/layout';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { teamsPath, type DeveloperTeam, type Service, type Teams } from '@tinjis/delivery/model/teams';
import { answerTo, type AnsweredQuestion, type Words } from './question.ts';

/** The permissions in a team's namespace, and on each of its services. */
export interface TeamMatrices {
  readonly team: string;
  readonly namespace: string;
  /** What people may do in the namespace, whatever the service. */
  readonly people: Matrix;
  /** The same for programs, which log in neither to Git nor to Argo CD: so less is asked about them. */
  readonly programs: Matrix;
  readonly services: readonly ServiceMatrix[];
}

/** What people may do to one service. */
export interface ServiceMatrix extends Matrix {
  readonly service: string;
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

/** The matrices of one team on one cluster. */
export function matricesOf(model: Model, cluster: ClusterModel, team: DeveloperTeam): TeamMatrices {
  const other = model.teams.developers.find(({ name, members }) => name !== team.name && members.length > 0);
  const matrix = (columns: readonly MatrixColumn[], actions: readonly Action[]): Matrix => ({
    columns,
    rows: actions.map(({ says, words }) => ({
      action: says,
      cells: columns.map(({ who }) => answerTo(model, cluster, { who, ...words })),
    })),
  });
  const everybodyElse = people(model.teams, team, other);
  return {
    team: team.name,
    namespace: team.namespace,
    people: matrix(everybodyElse, [changeRights, ...inNamespace(team)]),
    programs: matrix(programs(team, other), inNamespace(team)),
    services: team.services.map((service) => ({
      service: keyOf(service),
      ...matrix(everybodyElse, onService(service)),
    })),
  };
}

function people(teams: Teams, team: DeveloperTeam, other: DeveloperTeam | undefined): readonly MatrixColumn[] {
  return [
    ...member(team.members, 'a developer of this team'),
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

function programs({ namespace, services }: DeveloperTeam, other: DeveloperTeam | undefined): readonly MatrixColumn[] {
  const account = (of: string, called: string, standsFor: string): MatrixColumn => ({
    who: `system:serviceaccount:${of}:${called}`,
    standsFor,
  });
  return [
    account(namespace, 'deployer', 'what Argo CD syncs this team as'),
    ...(other ? [account(other.namespace, 'deployer', 'what Argo CD syncs another team as')] : []),
    ...services.map(({ name }) => account(namespace, name, `the pods of ${name}`)),
  ];
}

/** The first of several members, who all have the same rights through their team. */
function member([who, ...others]: readonly string[], standsFor: string): readonly MatrixColumn[] {
  return who === undefined
    ? []
    : [{ who, standsFor: others.length > 0 ? `${standsFor}; likewise ${others.join(', ')}` : standsFor }];
}

const changeRights: Action = { says: 'change who may what', words: { verb: 'push', what: teamsPath } };

function onService(service: Service): readonly Action[] {
  const what = keyOf(service);
  const folder = manifestFolder({ team: service.team, service: service.name });
  return [
    { says: 'bring a new version to the cluster', words: { verb: 'deploy', what } },
    { says: 'change its manifests', words: { verb: 'push', what: `${folder}/base/deployment.yaml` } },
    { says: 'look at it in Argo CD', words: { verb: 'get', what } },
    { says: 'start a sync', words: { verb: 'sync', what } },
    { says: 'read its logs', words: { verb: 'logs', what } },
    { says: 'sync what is not on main', words: { verb: 'override', what } },
    { says: 'change its Application', words: { verb: 'update', what } },
    { says: 'delete its Application', words: { verb: 'delete', what } },
  ];
}

function inNamespace({ namespace }: DeveloperTeam): readonly Action[] {
  return [
    { says: 'write a Deployment', words: { verb: 'patch', what: 'deployments', namespace } },
    { says: 'read Secrets', words: { verb: 'get', what: 'secrets', namespace } },
    { says: 'run a command in a pod', words: { verb: 'create', what: 'pods/exec', namespace } },
    { says: 'open the network', words: { verb: 'create', what: 'networkpolicies', namespace } },
    { says: 'grant rights', words: { verb: 'create', what: 'rolebindings', namespace } },
    {
      says: 'take a token of the deployer',
      words: { verb: 'create', what: 'serviceaccounts/token/deployer', namespace },
    },
  ];
}

function keyOf({ team, name }: Service): string {
  return serviceKey({ team, service: name });
}
