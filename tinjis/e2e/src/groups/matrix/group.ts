import type { CheckGroup } from '../../harness/check.ts';
import { admissionCases } from './admission.ts';
import { argocdCases } from './argocd/cases.ts';
import { callCases } from './calls.ts';
import { enterCases } from './enter.ts';
import { gitCases } from './git/cases.ts';
import { kubernetesCases } from './kubernetes/cases.ts';
import { syncCases } from './sync/cases.ts';
import { toChecks } from './case.ts';
import { webhookCases } from './webhook.ts';
import { participantsOf } from '../../identities/participants.ts';

/** Every forbidden thing, tried for real, beside the same attempt where it is allowed. */
export const matrixChecks: CheckGroup = {
  width: 8,
  alone: false,
  open: async (context) => {
    const participants = await participantsOf(context);
    const [argocd, sync, git] = await Promise.all([
      argocdCases(participants),
      syncCases(participants),
      gitCases(participants),
    ]);
    // The cases that wait longest come first, so nothing waits for them at the end.
    const brief = [
      ...enterCases(participants),
      ...(await webhookCases(participants)),
      ...kubernetesCases(participants),
      ...admissionCases(participants),
    ];
    return toChecks([...callCases(participants), ...sync, ...git, ...argocd, ...brief]);
  },
};
