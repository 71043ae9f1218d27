import { isIP } from 'node:net';
import { closest, Failure, nameOneOf } from '@tinjis/manifests/failure';
import type { ExternalPeer } from '@tinjis/rules/network/peer';
import { nameFormats } from '@tinjis/rules/schemas/parts';
import { type DeclaredWorkload, declaredWorkload, type Teams } from './teams.ts';
import { workloadKey, workloadsOfTeam } from './layout.ts';
import { isClusterName } from './teams/egress-rules.ts';

/** May a connection be opened from there to that port of that workload? */
export interface Connect {
  readonly verb: 'connect';
  readonly from: Caller;
  readonly to: DeclaredWorkload;
  readonly port: number;
}

/** May the pods of a workload open a connection to a port of a place outside the cluster? */
export interface Send {
  readonly verb: 'connect';
  readonly from: Extract<Caller, { kind: 'workload' }>;
  readonly to: ExternalPeer;
  readonly port: number;
}

/** Whether a question about a connection leads out of the cluster. */
export function leadsOut(question: Connect | Send): question is Send {
  return 'kind' in question.to;
}

/** The pods of a workload, any pod somebody may start in a namespace, or an address outside the cluster. */
export type Caller =
  | { readonly kind: 'workload'; readonly workload: DeclaredWorkload }
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'outside'; readonly ip?: string };

/**
 * Reads a question about a connection from its words.
 * @param what `team/service:port`, or `host:port` or `address:port` outside
 * @throws Failure (misuse) for what the team file does not know
 */
export function connectQuestion(teams: Teams, who: string, what: string): Connect | Send {
  const [, name = '', port] = /^([^:]*)(?::(\d{1,5}))?$/.exec(what) ?? [];
  if (isIP(name) || nameFormats['host-name'].test(name)) return sendOutside(teams, who, name, port);
  const to = workloadNamed(teams, name);
  if (!to) throw noService(teams, what);
  const [first] = to.ports;
  if (port === undefined && !first)
    throw new Failure('misuse', {
      what: `${name} has no port in policies/teams.yaml, and none is named`,
      fix: `name one: ${name}:PORT`,
    });
  return { verb: 'connect', from: callerOf(teams, who), to, port: Number(port ?? first?.port) };
}

/** Only of a workload it is known what it sends, and a name of the cluster's own DNS leads to a workload. */
function sendOutside(teams: Teams, who: string, name: string, port: string | undefined): Send {
  const namespaces = teams.developers.map(({ namespace }) => namespace);
  if (isClusterName(name, namespaces))
    throw new Failure('misuse', {
      what: `${name} is a name of the cluster's own DNS, and no host outside`,
      fix: 'name the workload behind it: team/service:PORT',
    });
  if (port === undefined)
    throw new Failure('misuse', {
      what: `${name} is a place outside the cluster, and no port is named`,
      fix: `name one: ${name}:443`,
    });
  const from = callerOf(teams, who);
  if (from.kind !== 'workload')
    throw new Failure('misuse', {
      what: `${who} is no workload of policies/teams.yaml, and only of workloads it is known what they send`,
      fix: 'write team/service, or team/service-workload',
    });
  const to: ExternalPeer = { kind: 'external', ...(isIP(name) ? { ip: name } : { hosts: [name] }) };
  return { verb: 'connect', from, to, port: Number(port) };
}

/**
 * `team/service`, `team/service-workload`, either without its team where only one has it, `pod:namespace/name`,
 * `outside` or an address.
 */
function callerOf(teams: Teams, who: string): Caller {
  const [, namespace, name] = /^pod:([^/]+)\/(.+)$/.exec(who) ?? [];
  if (namespace !== undefined) return { kind: 'pod', namespace, name: String(name) };
  if (who === 'outside') return { kind: 'outside' };
  if (/^[\d.]+$|:.*:/.test(who)) return { kind: 'outside', ip: who };
  const workload = workloadNamed(teams, who);
  if (workload) return { kind: 'workload', workload };
  const like = closest(who, teams.developers.flatMap(workloadsOfTeam).map(workloadKey));
  const fix = 'write team/service, pod:namespace/name, outside, or an address';
  throw new Failure('misuse', {
    what: `${who} is no service of policies/teams.yaml, and no workload of one`,
    fix: like === undefined ? fix : `did you mean ${like}? Else ${fix}`,
  });
}

function workloadNamed(teams: Teams, what: string): DeclaredWorkload | undefined {
  const [team = '', workload, more] = what.split('/');
  if (workload !== undefined) return more === undefined ? declaredWorkload(teams, { team, workload }) : undefined;
  const named = teams.developers.flatMap(workloadsOfTeam).filter(({ name }) => name === what);
  return named.length === 1 ? named[0] : undefined;
}

/** What to say of a service that the team file does not know. */
export function noService(teams: Teams, what: string): Failure {
  const all = teams.developers.flatMap(({ services }) => services.map(({ team, name }) => `${team}/${name}`));
  return new Failure('misuse', { what: `${what} is no service of policies/teams.yaml`, fix: nameOneOf(what, all) });
}
