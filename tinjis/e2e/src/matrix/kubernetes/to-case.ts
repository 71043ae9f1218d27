import type { ApiCaller } from '../../identities/identities.ts';
import { observedFrom } from '../../refusals/api-server.ts';
import type { Observed } from '../../refusals/decision.ts';
import { predictRequest } from '../../refusals/predict-request.ts';
import { allowed, type MatrixCase, refused } from '../case.ts';
import type { Participants } from '../world.ts';
import { requestOf, sendRequest, type KubectlRequest, words } from './requests.ts';

/** The API server's words when no right grants something. */
const noRight = /User "[^"]+" cannot [a-z]+ resource/;

export function caseNameOf({ name }: ApiCaller, wanted: KubectlRequest): string {
  return `kubernetes/${name}/${words(wanted).replaceAll(' ', '-')}`;
}

/** A request that gets through. */
export function mayDo(world: Participants, who: ApiCaller, wanted: KubectlRequest): MatrixCase {
  return { ...caseOf(world, who, wanted), expected: allowed };
}

/**
 * A request that RBAC refuses.
 * @param control a request of the same identity that gets through: its credentials are good, and the server is there
 */
export function mayNotDo(world: Participants, who: ApiCaller, wanted: KubectlRequest, control: string): MatrixCase {
  return { ...caseOf(world, who, wanted), expected: refused('rbac', noRight), control };
}

function caseOf({ served, admin }: Participants, who: ApiCaller, wanted: KubectlRequest): Omit<MatrixCase, 'expected'> {
  const changes =
    wanted.verb === 'patch' ||
    wanted.verb === 'delete' ||
    wanted.verb === 'deletecollection' ||
    wanted.object !== undefined;
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
 * A stream that is asked for without changing to its protocol ends in this, once rights and admission have let it
 * through.
 */
function entered(observed: Observed): Observed {
  const through = observed.verdict === 'denied' && /^400 .*(upgrade|Upgrade)/.test(observed.message);
  return through ? { verdict: 'allowed', message: observed.message } : observed;
}
