import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Kysely } from 'kysely';
import { listAttempts, outcomes, type AttemptPage } from '../billing/attempts.ts';
import { runView } from '../billing/run-view.ts';
import { findRun, listRuns } from '../billing/runs.ts';
import type { Schema } from '../store/schema.ts';
import { answers, answersOrNotFound, attemptSchema, runSchema } from './answers.ts';
import { found, pathId } from './id.ts';

const largest = 2_147_483_647;
const limit = Joi.number().integer().min(1).max(1000).default(100);
// A query can hold nothing but text.
const options = { convert: true, stripUnknown: true };

/** `GET /rest/v1/billing-runs`, `/{id}` and `/{id}/attempts`: the results of billing, invoice by invoice. */
export function billingRuns(db: Kysely<Schema>): ServerRoute[] {
  return [
    {
      method: 'GET',
      path: '/rest/v1/billing-runs',
      options: {
        ...answers('List billing runs, newest first', Joi.array().items(runSchema)),
        validate: {
          query: Joi.object({ before: Joi.number().integer().min(1).max(largest).default(largest), limit }),
          options,
        },
      },
      handler: async ({ query }) => {
        const runs = await listRuns(db, query as { before: number; limit: number });
        return runs.map((run) => runView(run, new Date()));
      },
    },
    {
      method: 'GET',
      path: '/rest/v1/billing-runs/{id}',
      options: answersOrNotFound('Look up a billing run', runSchema),
      handler: async ({ params }) => runView(found(await findRun(db, pathId(params['id'] as string))), new Date()),
    },
    {
      method: 'GET',
      path: '/rest/v1/billing-runs/{id}/attempts',
      options: {
        ...answersOrNotFound('List the attempts of a run, by invoice', Joi.array().items(attemptSchema)),
        validate: {
          query: Joi.object({
            after: Joi.number().integer().min(0).max(largest).default(0),
            limit,
            outcome: Joi.string().valid(...outcomes),
          }),
          options,
        },
      },
      handler: async ({ params, query }) => {
        const { id } = found(await findRun(db, pathId(params['id'] as string)));
        return listAttempts(db, id, query as unknown as AttemptPage);
      },
    },
  ];
}
