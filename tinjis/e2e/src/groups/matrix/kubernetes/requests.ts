import { kindNamed } from '@tinjis/rules/objects/kinds';
import type { Request } from '@tinjis/delivery/answer/call';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { scratchName, allowed, type MatrixCase, refused } from '../case.ts';
import { readyPod } from '@tinjis/cluster/kubernetes/pods';
import type { ApiCaller } from '../../../identities/identities.ts';
import { observedFrom } from '../../../refusals/api-server.ts';
import { type Observed, predictRequest } from '../../../refusals/decision.ts';
import type { Participants } from '../../../identities/participants.ts';

/** A request in the form that a person types: `get pods/log NAME`. */
export interface KubectlRequest {
  readonly verb: 'get' | 'list' | 'create' | 'patch' | 'delete';
  /** The resource in kubectl's form, with any subresource: `pods`, `pods/exec`, `networkpolicies`. */
  readonly what: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Used in place of a name: whichever pod of this workload is running at that time. */
  readonly podOf?: string;
  /** The object to create; `{}` with a name where none is given. */
  readonly object?: LiveObject;
  /** The merge patch to apply. */
  readonly patch?: object;
}

const versions: Readonly<Record<string, string>> = {
  'argoproj.io': 'v1alpha1',
  'bitnami.com': 'v1alpha1',
  autoscaling: 'v2',
};

/** The request in the form of `tinjis can`. */
function requestOf({ verb, what, namespace, name }: KubectlRequest): Request {
  const [word = '', subresource] = what.split('/');
  const kind = kindNamed(word);
  if (!kind) throw new Error(`tinjis knows no resource ${word}`);
  const { group, resource } = kind;
  return {
    verb,
    group,
    resource,
    kind: kind.kind,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}

/** The request in words: `get pods/log payment-1 in payments`. */
function words({ verb, what, namespace, name, podOf }: KubectlRequest): string {
  const which = name ?? (podOf === undefined ? undefined : `of ${podOf}`);
  return `${verb} ${what}${which === undefined ? '' : ` ${which}`}${namespace === undefined ? '' : ` in ${namespace}`}`;
}

/**
 * Sends the request. The server only judges a request that would change or create something.
 * @param admin finds the pod in question
 */
async function sendRequest(admin: Kubernetes, client: Kubernetes, wanted: KubectlRequest): Promise<ApiAnswer> {
  const { verb, what, namespace, podOf, object, patch } = wanted;
  const pod = podOf === undefined ? undefined : await readyPod(admin, { namespace: namespace ?? '', name: podOf });
  const name = pod?.metadata.name ?? wanted.name;
  const { group, kind } = requestOf(wanted);
  const [, subresource] = what.split('/');
  const version = versions[group] ?? 'v1';
  const reference = {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
  if (verb === 'get') return client.tryGet(reference);
  if (verb === 'list') return client.tryList(reference);
  if (verb === 'patch')
    return client.tryPatch(reference, patch ?? { metadata: { labels: { [scratchName]: 'x' } } }, { dryRun: true });
  if (verb === 'delete') return client.tryDelete(reference, { dryRun: true });
  if (subresource === undefined && object) return client.tryCreate(object, { dryRun: true });
  return client.request({
    method: 'POST',
    path: await client.discovery.pathOf(reference),
    body: object ?? {},
    query: connecting(subresource),
  });
}

/** The query of a stream request says what to run or where to connect. */
function connecting(subresource: string | undefined): Readonly<Record<string, string | boolean>> {
  if (subresource === 'exec') return { command: '/bin/true', stdout: true };
  if (subresource === 'attach') return { stdout: true };
  return subresource === 'portforward' ? { ports: '9000' } : {};
}

/** The API server's words when no right grants the request. */
const noRight = /User "[^"]+" cannot [a-z]+ resource/;

export function caseNameOf({ name }: ApiCaller, wanted: KubectlRequest): string {
  return `kubernetes/${name}/${words(wanted).replaceAll(' ', '-')}`;
}

/** A request that gets through. */
export function mayDo(participants: Participants, who: ApiCaller, wanted: KubectlRequest): MatrixCase {
  return { ...caseOf(participants, who, wanted), expected: allowed };
}

/**
 * A request that RBAC refuses.
 * @param control a request by the same identity that gets through: it shows that the credentials are good and the
 * server is there
 */
export function mayNotDo(
  participants: Participants,
  who: ApiCaller,
  wanted: KubectlRequest,
  control: string,
): MatrixCase {
  return { ...caseOf(participants, who, wanted), expected: refused('rbac', noRight), control };
}

function caseOf({ served, admin }: Participants, who: ApiCaller, wanted: KubectlRequest): Omit<MatrixCase, 'expected'> {
  const changes = wanted.verb === 'patch' || wanted.verb === 'delete' || wanted.object !== undefined;
  return {
    name: caseNameOf(who, wanted),
    identity: who.name,
    action: words(wanted),
    how: changes ? 'dry-run' : 'real',
    predict: () => predictRequest(served, who, requestOf(wanted)),
    attempt: async () => entered(observedFrom(await sendRequest(admin, who.client, wanted))),
  };
}

/**
 * A request for a stream that does not switch to the stream's protocol ends with this answer, once rights and admission
 * have let it through.
 */
function entered(observed: Observed): Observed {
  const through = observed.verdict === 'denied' && /^400 .*(upgrade|Upgrade)/.test(observed.message);
  return through ? { verdict: 'allowed', message: observed.message } : observed;
}
