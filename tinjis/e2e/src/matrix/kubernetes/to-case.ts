import type { Somebody } from '../../identities/identities.ts';
import { observedFrom } from '../../refusals/api-server.ts';
import type { Observed } from '../../refusals/decision.ts';
import { predictRequest } from '../../refusals/predict-request.ts';
import { allowed, type Case, refused } from '../case.ts';
import type { World } from '../world.ts';
import { asked, send, type Wanted, words } from './requests.ts';

/** The API server's words when no right grants something. */
const noRight = /User "[^"]+" cannot [a-z]+ resource/;

export function nameOf({ name }: Somebody, wanted: Wanted): string {
  return `kubernetes/${name}/${words(wanted).replaceAll(' ', '-')}`;
}

/** A request that gets through. */
export function mayDo(world: World, who: Somebody, wanted: Wanted): Case {
  return { ...caseOf(world, who, wanted), expected: allowed };
}

/**
 * A request that RBAC refuses.
 * @param control a request of the same identity that gets through: its credentials are good, and the server is there
 */
export function mayNotDo(world: World, who: Somebody, wanted: Wanted, control: string): Case {
  return { ...caseOf(world, who, wanted), expected: refused('rbac', noRight), control };
}

function caseOf({ served, admin }: World, who: Somebody, wanted: Wanted): Omit<Case, 'expected'> {
  const changes =
    wanted.verb === 'patch' ||
    wanted.verb === 'delete' ||
    wanted.verb === 'deletecollection' ||
    wanted.object !== undefined;
  return {
    name: nameOf(who, wanted),
    identity: who.name,
    action: words(wanted),
    how: changes ? 'dry-run' : 'real',
    predict: () => predictRequest(served, who, asked(wanted)),
    attempt: async () => entered(observedFrom(await send(admin, who.client, wanted))),
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
