import type { ServiceName } from '../../model/teams.ts';

/** What is asked of onboarding: a service, in a team that is there or a new one. */
export interface OnboardRequest extends ServiceName {
  /** GitHub logins of a new team; not for a team that is there. */
  readonly members: readonly string[];
  /** Port that callers connect to. */
  readonly port: number;
  /** Port of probes and metrics. */
  readonly opsPort: number;
  /** Services that may connect, as `team/service`. */
  readonly callers: readonly string[];
  /** May clients outside the cluster connect? */
  readonly outside: boolean;
}
