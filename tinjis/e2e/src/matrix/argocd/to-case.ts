import { argocdSubject } from '@tinjis/delivery/answer/operate';
import { enforce, type RbacPolicy, type RbacSubject } from '@tinjis/rules/argocd/rbac';
import type { ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import type { ArgoCd } from '../../identities/argocd-server.ts';
import type { Observed } from '../../refusals/decision.ts';
import { predictedByLayers } from '../../refusals/predicted.ts';
import { allowed, type MatrixCase, refused } from '../case.ts';
import type { Participants } from '../world.ts';
import type { ArgoCdCall } from './operations.ts';

/** A caller of Argo CD's API. */
export interface ArgoCdCaller {
  readonly name: string;
  readonly argocd: ArgoCd;
  /** As its policy knows them; undefined for one that has not logged in. */
  readonly subject?: RbacSubject | undefined;
  readonly policy: RbacPolicy;
}

/** Somebody of the team file, as Argo CD's policy knows them. */
export function argocdCallerOf(
  { served }: Participants,
  { name, identity }: Participants['platformAdmin'],
  argocd: ArgoCd,
): ArgoCdCaller {
  if (identity?.kind !== 'person') throw new Error(`${name} does not log in to Argo CD`);
  return { name, argocd, subject: argocdSubject(served.cluster, identity), policy: served.rules.argocdPolicy };
}

export function mayOperate(caller: ArgoCdCaller, id: string, operation: ArgoCdCall): MatrixCase {
  return { ...caseOf(caller, id, operation), expected: allowed };
}

const denied = /permission denied|does not have apiKey capability|404/;
const loggedOut = /no session information|Auth cookie not found/;

export function mayNotOperate(caller: ArgoCdCaller, id: string, operation: ArgoCdCall, control: string): MatrixCase {
  return {
    ...caseOf(caller, id, operation),
    expected: caller.subject ? refused('argocd', denied) : refused('login', loggedOut),
    control,
  };
}

function caseOf(
  { name, argocd, subject, policy }: ArgoCdCaller,
  id: string,
  { action, asked, right }: ArgoCdCall,
): Omit<MatrixCase, 'expected'> {
  return {
    name: `argocd/${name}/${id}`,
    identity: name,
    action,
    how: asked.method === 'GET' ? 'real' : 'dry-run',
    ...(subject
      ? { predict: () => predictedByLayers([{ layer: 'argocd', ruling: enforce(policy, subject, right) }]) }
      : { unmodelled: 'callers that have not logged in' }),
    attempt: async () => observedFromArgoCd(await argocd.request(asked)),
  };
}

/** Who refused, by Argo CD's answer. That somebody else's operation is under way is found out after the rights. */
export function observedFromArgoCd({ ok, status, message, body }: ApiAnswer): Observed {
  const text = `${status} ${message}`.replaceAll('\n', ' ');
  // A refusal to read logs comes as a good answer with the refusal in its text.
  if (ok && typeof body === 'string' && /permission denied/.test(body))
    return { verdict: 'denied', layer: 'argocd', message: body.trim() };
  if (ok || /another operation is already in progress/.test(message))
    return { verdict: 'allowed', message: ok ? '' : message };
  if (status === 401 || loggedOut.test(message)) return { verdict: 'denied', layer: 'login', message: text };
  return { verdict: 'denied', layer: denied.test(text) ? 'argocd' : 'other', message: text };
}
