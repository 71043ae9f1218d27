import type { Finding } from '@tinjis/rules/finding';
import type { Explanation } from '@tinjis/manifests/failure';
import type { Report } from '../verify/verify.ts';

type Verified = Pick<Report, 'proofs'> | { readonly faults: readonly Finding[] };

/**
 * Why a change must not be made: the first promise that is kept now and would not be afterwards. A promise that is
 * broken already does not stand in the way.
 */
export function newlyBroken(now: Verified, afterwards: Verified): Explanation | undefined {
  const why = 'nothing is written that would leave the repository less whole than it is';
  if ('faults' in afterwards)
    return { what: 'afterwards the repository could not be read', why, fix: 'correct what you asked for' };
  const broken =
    'faults' in now ? [] : now.proofs.filter(({ breaches }) => breaches.length > 0).map(({ name }) => name);
  const [found] = afterwards.proofs
    .filter(({ name }) => !broken.includes(name))
    .flatMap(({ says, breaches }) => breaches.slice(0, 1).map(({ at }) => ({ says, at })));
  return (
    found && {
      what: `afterwards a promise would be broken: ${found.says}`,
      at: found.at,
      why,
      fix: 'correct what you asked for',
    }
  );
}
