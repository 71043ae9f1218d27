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
 * What the API server's answer says about who refused. That an object is there already is found out last, when
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

/** A write of one whole object. */
export interface Write {
  readonly verb: 'create' | 'update' | 'delete';
  readonly object: LiveObject;
  /** What is stored now: for an update and a delete. */
  readonly stored?: LiveObject;
}

const operations = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE' } as const;

/**
 * What rights and admission rules of the served repository say to a write: what `tinjis can` would say about this very
 * object.
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
  // Admission is asked only for what may be done at all; so it is in the API server.
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

/** Sends the write, judged in full by the server and not stored. */
export function tryWrite(client: Kubernetes, { verb, object }: Write): Promise<ApiAnswer> {
  if (verb === 'create') return client.tryCreate(object, { dryRun: true });
  if (verb === 'update') return client.tryReplace(object, { dryRun: true });
  return client.tryDelete(referenceOf(object), { dryRun: true });
}
