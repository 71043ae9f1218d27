import { Failure } from '@tinjis/manifests/failure';

/** A condition of a cluster that this machine does not meet, and how to meet it. */
export interface MissingCondition {
  readonly what: string;
  readonly fix: string;
}

/** @throws Failure (misuse) naming everything that is missing at once, and each fix once */
export function assertNoneMissing(cluster: string, missing: readonly MissingCondition[]): void {
  if (missing.length === 0) return;
  throw new Failure('misuse', {
    what: `no ${cluster} can be made on this machine: ${missing.map(({ what }) => what).join('; ')}`,
    fix: [...new Set(missing.map(({ fix }) => fix))].join('; '),
  });
}
