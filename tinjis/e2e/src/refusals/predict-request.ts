import { direct, type Request } from '@tinjis/delivery/answer/call';
import { authorize } from '@tinjis/rules/rbac/authorize';
import type { ApiCaller } from '../identities/identities.ts';
import type { ServedRepository } from '../served.ts';
import type { Predicted } from './decision.ts';
import { predictedBy, predictedByLayers } from './predicted.ts';

/** What `tinjis can WHO VERB RESOURCE` says about the way by the Kubernetes API. */
export function predictRequest(
  { cluster, rules }: ServedRepository,
  { identity, user }: ApiCaller,
  request: Request,
): Predicted {
  if (identity) return predictedBy(direct(cluster, identity, request));
  // Somebody without a name is nobody `tinjis can` is asked about; the rights are the same.
  return predictedByLayers([{ layer: 'rbac', ruling: authorize(rules.authorization, user, request) }]);
}
