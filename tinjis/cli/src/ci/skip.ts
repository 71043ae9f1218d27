import type { Affected } from './affected.ts';

/**
 * The jobs of `pull-request` that are meant to be skipped for a change. The gate takes no other skipped job for a
 * success.
 * @param fromFork a fork's pull request gets a token that cannot comment
 */
export function skippedJobs({ services, delivery }: Affected, fromFork: boolean): readonly string[] {
  return [
    ...(services.length === 0 ? ['image'] : []),
    ...(delivery ? [] : ['difference']),
    ...(!delivery || fromFork ? ['comment'] : []),
  ];
}
