import type { ApiAnswer } from '@tinjis/cluster/kubernetes/answer';
import { type Observed, type Refuser, type Predicted, type OnLayer, predictedByLayers } from './decision.ts';
import { admit } from '@tinjis/rules/admission/admit';
import { authorize } from '@tinjis/rules/rbac/authorize';
import type { KubernetesUser } from '@tinjis/delivery/model/identity';
import { imagined, groupOf } from '@tinjis/rules/objects/objects';
import { kindOf } from '@tinjis/rules/objects/kinds';
import type { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { type LiveObject, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import type { ServedRepository } from '../identities/served-repository.ts';

/**
 * Reads from the API server's answer who refused. The server finds out last that an object exists already, when
 * everybody has let the request through.
 */
export function observedFrom({ ok, status, message, reason }: ApiAnswer): Observed {
  if (ok) return { verdict: 'allowed' };
  if (reason === 'AlreadyExists') return { verdict: 'allowed', message };
  const said = `${status} ${reason}: ${message.replaceAll('\n', ' ')}`;
  return { verdict: 'denied', layer: refuserOf(status, message), message: said };
}

function refuserOf(status: number, message: string): Refuser {
  if (status === 401) return 'login';
  if (/ValidatingAdmissionPolicy '[^']+' with binding/.test(message) || /violates PodSecurity "/.test(message))
    return 'admission';
  if (status === 403 && /User "[^"]*" cannot [a-z]+ /.test(message)) return 'rbac';
  return 'other';
}

/** A write that concerns one whole object. */
export interface Write {
  readonly verb: 'create' | 'update' | 'delete';
  readonly object: LiveObject;
  /** The stored object: for an update and a delete. */
  readonly stored?: LiveObject;
}

const operations = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;

/**
 * Applies the served repository's rights and admission rules to a write: the answer that `tinjis can` would give about
 * this very object.
 */
export function predictWrite(
  { rules }: ServedRepository,
  { user, groups }: KubernetesUser,
  { verb, object, stored }: Write,
): Predicted {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = metadata;
  const group = groupOf(object);
  const { resource } = kindOf(group, kind);
  const place = namespace === undefined ? {} : { namespace };
  const rbac = authorize(rules.authorization, { user, groups }, { verb, group, resource, name, ...place });
  const layers: OnLayer[] = [{ layer: 'rbac', ruling: rbac }];
  // As in the API server, admission is asked only about requests that RBAC allows.
  if (rbac.verdict !== 'deny') {
    const admission = admit(rules.admission, {
      operation: operations[verb],
      ...(verb !== 'delete' && { object: imagined(object, { file: `the ${kind} that is tried`, line: 1 }) }),
      ...(stored && { oldObject: imagined(stored, { file: `the ${kind} that is there`, line: 1 }) }),
      ...place,
      name,
      resource: { group, version: apiVersion.slice(apiVersion.indexOf('/') + 1), resource },
      user: { name: user, groups },
    });
    layers.push({ layer: 'admission', ruling: admission });
  }
  return predictedByLayers(layers);
}

/** Sends the write for a full judgement; the server does not store it. */
export function tryWrite(client: Kubernetes, { verb, object }: Write): Promise<ApiAnswer> {
  if (verb === 'create') return client.tryCreate(object, { dryRun: true });
  if (verb === 'update') return client.tryReplace(object, { dryRun: true });
  return client.tryDelete(referenceOf(object), { dryRun: true });
}
