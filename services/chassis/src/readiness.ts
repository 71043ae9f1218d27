import type { Server } from '@hapi/hapi';
import type { Database } from './database.ts';

/** Whether the service should get requests, and the checks behind that answer. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** A service's readiness, until it drains. */
export interface ReadinessWatch {
  /** Asked at each `/ready`. */
  readonly readiness: () => Promise<Readiness>;
  /** From now on the answer is no. */
  readonly drain: () => void;
}

/**
 * Watches whether a service can serve: its database answers, its public port is not stuck, and it does not drain.
 *
 * @param parts.details more checks to show; they do not decide
 */
export function watchReadiness(parts: {
  database: Pick<Database<unknown>, 'isUp'>;
  publicServer: Server;
  details?: () => Readonly<Record<string, string>>;
}): ReadinessWatch {
  const { database, publicServer, details = () => ({}) } = parts;
  let draining = false;
  return {
    readiness: async () => {
      const isUp = await database.isUp();
      const isStuck = publicServer.plugins['shed-load']?.isStuck() ?? false;
      return {
        ready: isUp && !isStuck && !draining,
        checks: {
          database: isUp ? 'up' : 'down',
          load: isStuck ? 'stuck' : 'fine',
          draining: draining ? 'yes' : 'no',
          ...details(),
        },
      };
    },
    drain: () => {
      draining = true;
    },
  };
}
