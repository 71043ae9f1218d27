import type { ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import type { Observed, Refuser } from './decision.ts';

/**
 * What the API server's answer says about who refused. That an object is there already is found out last, when
 * everybody has let the request through.
 */
export function observedFrom({
  ok,
  status,
  message,
  reason,
}: Pick<ApiAnswer, 'ok' | 'status' | 'message' | 'reason'>): Observed {
  if (ok) return { verdict: 'allowed' };
  if (reason === 'AlreadyExists') return { verdict: 'allowed', message };
  return {
    verdict: 'denied',
    layer: refuserOf(status, message),
    message: `${status} ${reason}: ${message.replaceAll('\n', ' ')}`,
  };
}

function refuserOf(status: number, message: string): Refuser {
  if (status === 401) return 'login';
  if (/ValidatingAdmissionPolicy '[^']+' with binding/.test(message) || /violates PodSecurity "/.test(message))
    return 'admission';
  if (status === 403 && /User "[^"]*" cannot [a-z]+ /.test(message)) return 'rbac';
  return 'other';
}
