import type { Teams } from '@tinjis/delivery/model/teams';
import { Failure } from '@tinjis/manifests/failure';
import type { AdoptRequest } from '@tinjis/delivery/plan/adopt/adopt';

/** The options of `tinjis adopt`, as commander gives them. */
export interface AdoptOptions {
  readonly organisation: string;
  readonly keys: string;
  readonly remote?: string;
  readonly registry?: string;
  readonly deliveryApp?: string;
  readonly members?: readonly string[];
  readonly domain?: readonly string[];
  readonly example?: true;
  readonly dryRun?: true;
}

/**
 * The request in the options. Missing values come from the organisation and the repository's present name.
 * @throws Failure (misuse) for a malformed pair
 */
export function adoptRequest(options: AdoptOptions, teams: Teams): AdoptRequest {
  const { organisation, deliveryApp, example } = options;
  const name = teams.repository.slice(teams.repository.lastIndexOf('/') + 1);
  const repository = options.remote ?? `https://github.com/${organisation}/${name}`;
  // Image paths are lower case, whatever the organisation's name is.
  const registry = options.registry ?? `ghcr.io/${repository.split('/').slice(3).join('/').toLowerCase()}`;
  return {
    organisation,
    repository,
    registry,
    ...(deliveryApp !== undefined && { deliveryApp }),
    // Adopted once, the teams are the new owner's own.
    example: example === true || organisation === teams.organisation,
    members: Object.fromEntries(pairs('--members', options.members).map(([team, logins]) => [team, logins.split(',')])),
    domains: Object.fromEntries(pairs('--domain', options.domain)),
  };
}

/**
 * Pairs of an option, as NAME=VALUE.
 * @throws Failure (misuse) for a malformed one
 */
export function pairs(option: string, given: readonly string[] = []): readonly (readonly [string, string])[] {
  return given.map((pair) => {
    const sign = pair.indexOf('=');
    if (sign > 0 && sign < pair.length - 1) return [pair.slice(0, sign), pair.slice(sign + 1)] as const;
    throw new Failure('misuse', {
      what: `${option} is given ${pair}, expected NAME=VALUE`,
      fix: `write it as ${option} NAME=VALUE`,
    });
  });
}
