import type { Plugin, Request } from '@hapi/hapi';
import type { ProblemBody } from '@tinjis/chassis/problem';
import type { Logger } from 'pino';
import type { Pool } from 'pg';
import type { Charging } from '../charges/charging.ts';
import { readIdempotencyKey } from '../charges/idempotency-key.ts';
import { chargeRoute, type ChargeTerms } from '../routes/create-charge.ts';
import { eitherOrderSchema, readEitherOrder } from './either-order.ts';
import { KeylessCharging } from './keyless-charging.ts';
import type { UpstreamSettings } from './settings.ts';

export type { UpstreamSettings };

/** The parts of payment that the plugin builds on, and its settings. */
export interface UpstreamParts extends UpstreamSettings {
  readonly charging: Charging;
  readonly pool: Pool;
  readonly logger: Logger;
}

/**
 * Lets the original Antaeus, unmodified, charge. That Antaeus can set a URL and nothing else: it sends a body of its
 * own form, no API key but in the path, and no Idempotency-Key. All that payment does for it is in this folder.
 */
export const upstreamCallers: Plugin<UpstreamParts> = {
  name: 'upstream-callers',
  register(server, { charging, pool, logger, DEFAULT_CURRENCY, PATH_KEYS, SETTLE_MS }) {
    const keyless = new KeylessCharging({ charging, pool, settleMs: SETTLE_MS });
    server.ext('onPostStop', () => keyless.close());

    const terms: ChargeTerms = {
      bodySchema: eitherOrderSchema,
      readOrder: (body) => readEitherOrder(body, DEFAULT_CURRENCY),
      charge: (request, caller, order) => {
        const key = readIdempotencyKey(request.headers);
        return key === undefined ? keyless.charge(request, caller, order) : charging.named(request, caller, order, key);
      },
    };
    server.route(chargeRoute({ logger, ...terms }));
    if (PATH_KEYS) {
      server.auth.strategy('charge-by-path', 'api-key', { roles: ['charge'], keyOf: keyInPath });
      server.route(
        chargeRoute({ logger, ...terms, path: '/k/{key}/v1/charges', auth: 'charge-by-path', security: [] }),
      );
    }
    server.plugins.problems.decorators.push(withResult);
  },
};

const keyInPath = ({ params }: Request): string | undefined => (params as { key?: string }).key;

/**
 * The original Antaeus reads nothing but `result`, and ends its whole run at an answer without it. Whatever is wrong
 * with a POST, and whoever is refused, the answer says that nothing was paid.
 */
function withResult(request: Request, body: ProblemBody): ProblemBody {
  const refusesCaller = body['status'] === 401 || body['status'] === 403;
  return request.method === 'post' || refusesCaller ? { ...body, result: false } : body;
}
