import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { withinTrace } from '@tinjis/chassis/request-id';
import type { Billing, Engine } from '../billing/engine.ts';
import { runView } from '../billing/run-view.ts';
import { answers, runSchema } from './answers.ts';
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
    options: {
      ...answers('Bill everything that is pending', Joi.boolean().required(), { 202: runSchema }),
      notes:
        'Answers true when every invoice was paid, else false. A call during a run joins it. An unknown outcome of the call costs nothing: asking twice bills once.',
      payload: { parse: false },
      plugins: {
        openapi: {
          headers: {
            Prefer: Joi.string().description('`respond-async` gets 202 and the run without waiting for its end.'),
          },
          takesAnyBody: true,
          example: { answer: false },
          answerHeaders: {
            Location: 'The billing run.',
            'Preference-Applied': '`respond-async`, if it was asked for.',
          },
        },
      },
    },
    handler: async (request, h) => {
      // Without a moment of the schedule there always is a run.
      const { run, done } = (await withinTrace(request, () => engine.bill())) as Billing;
      const location = `/rest/v1/billing-runs/${run.id}`;
      if (preferences(request.raw.req.headers['prefer']).has('respond-async')) {
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
