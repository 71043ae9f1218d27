import type { Route } from '../../answer/route.ts';
import { explainedLater, type LayerDecision, type Ruling } from '@tinjis/rules/ruling';
import type { Person } from '../../model/identity.ts';
import { serviceKey } from '../../model/layout.ts';
import type { ClusterModel, Workload } from '../../model/model.ts';
import type { Case } from '../tally.ts';

/** A person who does something to a workload. */
export function caseOf({ login }: Person, { folder }: Workload, what: string): Case {
  return { who: login, what, otherwise: { file: folder, line: 1 } };
}

/** A person who deploys a service. */
export function deploying({ name }: ClusterModel, person: Person, workload: Workload): Case {
  return caseOf(person, workload, `deploy ${serviceKey(workload.service)} on ${name}`);
}

const telling = {
  merge: 'git',
  'own-folder': 'argocd',
  argocd: 'argocd',
  kubernetes: 'rbac',
  network: 'network',
} as const;

/** A route as one ruling: of an open one the layer that alone should have closed it, else a layer that decided. */
export function deciding({ way, verdict, layers, decidedBy }: Route): Ruling {
  return explainedLater(verdict, () => {
    const layer = verdict === 'allow' ? telling[way] : decidedBy[0];
    return (layers.find((each) => each.layer === layer) as LayerDecision).reasons;
  });
}
