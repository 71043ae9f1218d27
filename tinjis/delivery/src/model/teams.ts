import { memoized } from '@tinjis/rules/memo';
import type { At, FieldPath } from '@tinjis/rules/objects/located';

/** Where the team file lies, from the repository's top. */
export const teamsPath = 'policies/teams.yaml';

/** Who may what: the team file with its defaults filled in and its names beside their values. */
export interface Teams {
  readonly organisation: string;
  readonly repository: string;
  /** Images are named `<registry>/<service>`. */
  readonly registry: string;
  /**
   * Slug of the GitHub App that proposes new images; GitHub shows its login as `<slug>[bot]`, which no person can take.
   */
  readonly deliveryApp?: string;
  readonly clusters: readonly Cluster[];
  readonly platform: PlatformTeam;
  /** The developer teams, in the file's order. */
  readonly developers: readonly DeveloperTeam[];
  /** Where a field of the file was written; for a missing one, its nearest parent. */
  at(path?: FieldPath): At;
}

export interface Cluster {
  readonly name: string;
  /** What this cluster's Argo CD reads; the file's repository unless the cluster names its own. */
  readonly repository: string;
  readonly people: 'sso' | 'accounts';
  /** Address range of the pods, as CIDR. */
  readonly pods: string;
  /** The network engine, where policies beyond NetworkPolicy may rest on it. */
  readonly network?: 'cilium';
  /** Namespace that may scrape the ops ports. */
  readonly monitoring?: string;
  readonly argocd: DeliveringArgocd;
  readonly outside:
    | { readonly by: 'node-port' }
    | { readonly by: 'gateway'; readonly namespace: string; readonly name: string; readonly domain: string };
}

/**
 * Which Argo CD delivers to a cluster: one of its own that the platform installs, one that the company runs there
 * already, or that of another cluster of the file, the hub, which reaches this cluster's API server at an address.
 */
export type DeliveringArgocd =
  | { readonly by: 'own' }
  | { readonly by: 'existing' }
  | { readonly by: 'hub'; readonly hub: string; readonly server: string };

export interface PlatformTeam {
  readonly role: 'platform';
  readonly name: string;
  readonly group: string;
  readonly members: readonly string[];
  readonly groups: readonly PeopleGroup[];
}

/** A group as the identity provider sends it, with the members that the team file knows. */
export interface PeopleGroup {
  readonly name: string;
  /** A reader looks at the team's services, and changes nothing. Break-glass is for emergencies, and has no members. */
  readonly role: 'platform' | 'developer' | 'reader' | 'break-glass';
  readonly members: readonly TeamMember[];
}

export interface TeamMember {
  /** The GitHub login; an e-mail address for a reader who has none. */
  readonly login: string;
  /** What Kubernetes calls them, where the identity provider does not send the login. */
  readonly email?: string;
}

export interface DeveloperTeam {
  readonly role: 'developer';
  readonly name: string;
  /** The group of the team's entry: of its developers. */
  readonly group: string;
  /** The logins of its developers, of whatever group. */
  readonly members: readonly string[];
  /** Every group with a role in the team, its own first. */
  readonly groups: readonly PeopleGroup[];
  /** ServiceAccounts of programs outside, which look at the team's services as a reader does. */
  readonly automation: readonly string[];
  readonly namespace: string;
  /** Fields of the team's ResourceQuota that are not the default, by name. */
  readonly share?: Readonly<Record<string, string>>;
  /** The most that one container may ask for, by resource, where it is not the default. */
  readonly containerMax?: Readonly<Record<string, string>>;
  /** Kinds of the catalogue that the team is granted by name. */
  readonly kinds?: readonly string[];
  readonly services: readonly Service[];
}

/** A service: what its team's entry says, and the workloads that follow from it. */
export interface Service {
  readonly name: string;
  readonly team: string;
  readonly namespace: string;
  /** The port that callers connect to; undefined where the service has none, or only ports of other names. */
  readonly port?: number;
  /** The port of probes and metrics. */
  readonly opsPort?: number;
  /** May clients outside the cluster connect to a port of one of its workloads? */
  readonly outside: boolean;
  /** Where they find it below a cluster's domain: `label`, or `label/path`. */
  readonly hosts: readonly string[];
  readonly database?: 'postgresql';
  /** The service's own pods come first, then the pods that run beside them. */
  readonly workloads: readonly [DeclaredWorkload, ...DeclaredWorkload[]];
}

/** A set of pods under one name: their label, their ServiceAccount, and the Service that leads to them. */
export interface DeclaredWorkload {
  /** The service's own workload bears the service's name, every other that name and a suffix. */
  readonly name: string;
  readonly service: ServiceName;
  readonly namespace: string;
  /** Paths of the images that its containers may run. */
  readonly images: readonly [string, ...string[]];
  readonly ports: readonly DeclaredPort[];
  readonly egress: readonly Egress[];
}

export interface DeclaredPort {
  readonly name: string;
  /** The number that the pods listen on, which is the one that network policies know. */
  readonly port: number;
  /** The number under which the Service offers it. */
  readonly servicePort: number;
  /** Workloads that may connect. Nobody else in the cluster can. */
  readonly callers: readonly WorkloadKey[];
  /** May clients outside the cluster connect? */
  readonly outside: boolean;
  /** May the cluster's monitoring scrape it? */
  readonly monitoring: boolean;
}

/** A place outside the cluster that a workload sends to, over TCP: an address range, or a host by its name. */
export type Egress = EgressRange | EgressHost;

export interface EgressRange {
  /** Address range as CIDR. */
  readonly to: string;
  readonly port: number;
}

export interface EgressHost {
  /** DNS name in lower case, as the pods ask for it. */
  readonly host: string;
  readonly port: number;
}

/** The hosts among the places that a workload sends to. */
export function egressHosts({ egress }: Pick<DeclaredWorkload, 'egress'>): readonly EgressHost[] {
  return egress.flatMap((each) => ('host' in each ? [each] : []));
}

/** The address ranges among the places that a workload sends to. */
export function egressRanges({ egress }: Pick<DeclaredWorkload, 'egress'>): readonly EgressRange[] {
  return egress.flatMap((each) => ('to' in each ? [each] : []));
}

/** A workload as `team/workload` names it. */
export interface WorkloadKey {
  readonly team: string;
  readonly workload: string;
}

const workloads = memoized(
  ({ developers }: Teams): ReadonlyMap<string, DeclaredWorkload> =>
    new Map(
      developers.flatMap((team) =>
        team.services.flatMap((service) =>
          service.workloads.map((each) => [`${team.name}/${each.name}`, each] as const),
        ),
      ),
    ),
);

/** Looks a workload up by its team's name and its own. */
export function declaredWorkload(teams: Teams, { team, workload }: WorkloadKey): DeclaredWorkload | undefined {
  return workloads(teams).get(`${team}/${workload}`);
}

const byName = memoized(
  ({ developers }: Teams): ReadonlyMap<string, DeveloperTeam> => new Map(developers.map((team) => [team.name, team])),
);

/** A service as people write it: `team/service`, or its name alone where only one team has one of that name. */
export function serviceWritten(teams: Teams, written: string): Service | undefined {
  const services = teams.developers.flatMap((team) => team.services);
  const named = services.filter(({ team, name }) => name === written || `${team}/${name}` === written);
  return named.length === 1 ? named[0] : undefined;
}

/** Looks a developer team up by its name. */
export function developerTeam(teams: Teams, name: string): DeveloperTeam | undefined {
  return byName(teams).get(name);
}

/** The developer teams of these names; other names, such as the platform's, are left out. */
export function developerTeams(teams: Teams, names: readonly string[]): readonly DeveloperTeam[] {
  return names.flatMap((name) => developerTeam(teams, name) ?? []);
}

/** A service as `team/service` names it. */
export interface ServiceName {
  readonly team: string;
  readonly service: string;
}

/** One thing wrong with the team file: where, what (observed and expected), and how to fix it. */
export interface TeamsFault {
  readonly at: At;
  readonly what: string;
  readonly fix: string;
}

export type TeamsFaults = readonly [TeamsFault, ...TeamsFault[]];
