import { type Identity, accountOf, personOf } from './identity.ts';
import { type Connect, connectQuestion, noService, type Send } from './connect-question.ts';
import { type Service, type ServiceName, serviceWritten, type Teams } from './teams.ts';
import { posix } from 'node:path';
import { closest, Failure } from '@tinjis/manifests/failure';
import { kindNamed, kinds } from '@tinjis/rules/objects/kinds';

/** What may be asked. Every form names one identity, one action and one target; the cluster is asked for beside it. */
export type Question = Push | Deploy | Operate | Call | Connect | Send;

/** May this author change that file with nobody's approval but their own team's? */
export interface Push {
  readonly verb: 'push';
  readonly who: Identity;
  /** From the repository's top; a folder ends in a slash, and `./` is the top itself. */
  readonly path: string;
  /** What stands there in the checkout; undefined where nothing does, or where nobody looked. */
  readonly stands?: PlaceKind;
}

/** `other` is a symlink, a device and whatever else is neither a plain file nor a folder. */
export type PlaceKind = 'file' | 'folder' | 'other';

/** May this person bring a version of that service into a cluster, by any route? */
export interface Deploy {
  readonly verb: 'deploy';
  readonly who: Identity;
  readonly service: ServiceName;
}

/** An action of Argo CD on the service's Application. */
export interface Operate {
  readonly verb: OperateVerb;
  readonly who: Identity;
  readonly service: ServiceName;
}

export const operateVerbs = ['get', 'sync', 'override', 'logs', 'exec', 'create', 'update', 'delete'] as const;
export type OperateVerb = (typeof operateVerbs)[number];

/** A request to the Kubernetes API, by the person themselves or by a manifest in a folder of theirs. */
export interface Call {
  readonly verb: 'call';
  readonly who: Identity;
  readonly request: {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly kind: string;
    readonly subresource?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** Verbs of the Kubernetes API. */
const requestVerbs = new Set([
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'escalate',
  'bind',
  'impersonate',
]);

/** Words that people type, and the verbs that they mean. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['call', 'connect'],
  ['reach', 'connect'],
  ['read', 'get'],
  ['view', 'get'],
  ['edit', 'push'],
  ['merge', 'push'],
  ['change', 'push'],
]);

/** Where the words of a question are said. */
export interface Checkout {
  /** The folder of whoever asks, from the repository's top; empty for the top. Paths are relative to it. */
  readonly folder: string;
  /** What stands at a path from the repository's top. */
  standing(path: string): PlaceKind | undefined;
}

const nowhere: Checkout = { folder: '', standing: () => undefined };

/**
 * Reads a question from its words, as in `payments-dev deploy payments/payment`.
 * @param word a verb, or a word that people use for it
 * @param what `team/service`, or `service` where only one team has it, with `:port` for a connection, or `host:port` or
 * `address:port` outside; a path for `push`; else a resource as kubectl names it
 * @throws Failure (misuse) for what the team file or Kubernetes does not know
 */
export function parseQuestion(
  teams: Teams,
  who: string,
  word: string,
  what: string,
  namespace?: string,
  checkout = nowhere,
): Question {
  const verb = aliases.get(word) ?? word;
  if (verb === 'connect') return connectQuestion(teams, who, what);
  const identity = identityOf(teams, who);
  if (verb === 'push') return { verb, who: identity, ...placeOf(what, checkout) };
  // A resource of Kubernetes goes before a service of the same name, which has a team too.
  const service = verb !== 'deploy' && kindNamed(what) ? undefined : serviceWritten(teams, what);
  if (verb === 'deploy' && !service) throw noService(teams, what);
  if (service && (verb === 'deploy' || isOperateVerb(verb))) return { verb, who: identity, service: nameOf(service) };
  if (!requestVerbs.has(verb)) {
    const all = [...new Set(['deploy', 'connect', 'push', ...operateVerbs, ...requestVerbs])];
    const like = closest(verb, [...all, ...aliases.keys()]);
    const fix = `use one of ${all.join(', ')}`;
    throw new Failure('misuse', {
      what: `there is no verb ${verb}`,
      fix: like === undefined ? fix : `did you mean ${like}? Else ${fix}`,
    });
  }
  return { verb: 'call', who: identity, request: { verb, ...resourceOf(what, namespace) } };
}

function isOperateVerb(verb: string): verb is OperateVerb {
  return (operateVerbs as readonly string[]).includes(verb);
}

/** A login, or `system:serviceaccount:NAMESPACE:NAME`. */
function identityOf(teams: Teams, who: string): Identity {
  return accountOf(who) ?? personOf(teams, who);
}

/** `resource[/subresource[/name]]` as in `pods/log`, or `resource//name` as in `applications//cart`. */
function resourceOf(
  what: string,
  namespace: string | undefined,
): Extract<Question, { verb: 'call' }>['request'] extends infer R ? Omit<R & object, 'verb'> : never {
  const [word = '', subresource, name] = what.split('/');
  const kind = kindNamed(word);
  if (!kind) {
    const like = closest(
      word,
      kinds.map(({ resource }) => resource),
    );
    const fix = 'write team/service, or a resource as kubectl names it: networkpolicies';
    throw new Failure('misuse', {
      what: `${word} is neither a service of policies/teams.yaml nor a resource`,
      fix: like === undefined ? fix : `did you mean ${like}? Else ${fix}`,
    });
  }
  const named = {
    group: kind.group,
    resource: kind.resource,
    kind: kind.kind,
    ...(subresource && { subresource }),
    ...(name !== undefined && { name }),
  };
  if (!kind.namespaced) return named;
  if (namespace === undefined) {
    throw new Failure('misuse', {
      what: `${kind.resource} live in a namespace, and none is named`,
      fix: 'add --namespace NAME',
    });
  }
  return { ...named, namespace };
}

/** The path as the repository knows it, whichever way it is written. */
function placeOf(what: string, { folder, standing }: Checkout): Pick<Push, 'path' | 'stands'> {
  const path = posix.join(folder, what).replace(/\/$/, '');
  if (what === '' || what.startsWith('/') || path === '..' || path.startsWith('../'))
    throw new Failure('misuse', {
      what: `${what || 'an empty word'} is no path inside the repository`,
      fix: 'write it from the folder you are in, with forward slashes',
    });
  const stands = path === '.' ? 'folder' : standing(path);
  const isFolder = stands === 'folder' || (stands === undefined && /(?:^|\/)\.{0,2}$/.test(what));
  return { path: isFolder ? `${path}/` : path, ...(stands && { stands }) };
}

function nameOf({ team, name }: Service): ServiceName {
  return { team, service: name };
}
