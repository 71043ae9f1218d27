import type { ServerRoute } from '@hapi/hapi';
import type { Billing, Engine } from '../billing/engine.ts';
import { runView } from '../billing/run-view.ts';
import { preferences } from './prefer.ts';

/**
 * `POST /rest/v1/invoices/pay`: bills every pending invoice and answers `true` when each of them was paid, else
 * `false`.
 *
 * `Location` names the billing run. A run that is under way is joined. With `Prefer: respond-async` (RFC 7240) the
 * answer does not wait for the end: 202 and the run as it stands.
 */
export function pay(engine: Engine): ServerRoute {
  return {
    method: 'POST',
    path: '/rest/v1/invoices/pay',
    // Clients send no body, an empty one, or one under any name; none of it means anything.
    options: { payload: { parse: false } },
    handler: async ({ raw }, h) => {
      // Without a moment of the schedule there always is a run.
      const { run, done } = (await engine.bill()) as Billing;
      const location = `/rest/v1/billing-runs/${run.id}`;
      if (preferences(raw.req.headers['prefer']).has('respond-async')) {
        done.catch(() => undefined);
        return h
          .response(runView(run, new Date()))
          .code(202)
          .header('Location', location)
          .header('Preference-Applied', 'respond-async');
      }
      const { state, paid, total } = await done;
      return h
        .response(String(state === 'finished' && paid === total))
        .type('application/json')
        .header('Location', location);
    },
  };
}
