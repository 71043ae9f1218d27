import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { refuseInvalid } from '@tinjis/chassis/problem';
import { readStrictJson } from '@tinjis/chassis/strict-json';
import { requestNames, requestIdHeader } from '@tinjis/chassis/request-id';
import Joi from 'joi';
import type { Logger } from 'pino';
import { callerOf } from '../auth/api-key-scheme.ts';
import { behaviourSchema, type Behaviour } from '../outcome/behaviour.ts';
import type { BehaviourControl, BehaviourState } from '../outcome/control.ts';
import { largestSeed } from '../outcome/random.ts';

/** Nobody forgets a fault for longer than a day. */
const longestSeconds = 86_400;

const overrideSchema = Joi.object({
  behaviour: behaviourSchema.required(),
  seed: Joi.number().integer().min(0).max(largestSeed).description('Starts the draws anew; they go on without it.'),
  expiresInSeconds: Joi.number()
    .positive()
    .max(longestSeconds)
    .required()
    .description('Seconds until the service falls back to its configuration.'),
}).required();

const stateSchema = Joi.object({
  behaviour: Joi.object().required(),
  seed: Joi.number().integer().required(),
  expiresAt: Joi.string()
    .isoDate()
    .allow(null)
    .required()
    .description('Null while the configuration of the service is in force.'),
}).label('Behaviour');

/** An answer to a change carries the id that its audit line names. */
const answerHeaders = { [requestIdHeader]: 'Names the request in the logs.' };

type Override = { behaviour: Partial<Behaviour>; seed?: number; expiresInSeconds: number };

const show = ({ behaviour, seed, expiresAt }: BehaviourState) => ({
  behaviour,
  seed,
  expiresAt: expiresAt?.toISOString() ?? null,
});

/** Hears of each change of the behaviour. */
export interface BehaviourEvents {
  behaviourChanged(): void;
}

interface BehaviourRouteParts {
  readonly control: BehaviourControl;
  readonly logger: Logger;
  readonly events: BehaviourEvents;
}

/**
 * `/v1/admin/behaviour`: how charges turn out, changed for a while. It acts on the process that answers, not on its
 * replicas.
 */
export function behaviourRoutes({ control, logger, events }: BehaviourRouteParts): ServerRoute[] {
  const audited = (request: Request, h: ResponseToolkit, change: string, state: BehaviourState) => {
    events.behaviourChanged();
    const { caller } = callerOf(request);
    const names = requestNames(request);
    logger.info({ audit: true, ...names, caller, change, state: show(state) }, 'the behaviour was changed');
    return h.response(show(state)).header(requestIdHeader, names.requestId);
  };
  const path = '/v1/admin/behaviour';
  const options = { auth: 'admin', tags: ['api'], response: { status: { 200: stateSchema }, sample: 0 } };
  return [
    {
      method: 'GET',
      path,
      options: { ...options, description: 'Show how charges turn out' },
      handler: () => show(control.state()),
    },
    {
      method: 'PUT',
      path,
      options: {
        ...options,
        description: 'Change for a while how charges turn out',
        // Room for all of the forced outcomes that the schema allows.
        payload: { parse: 'gunzip', maxBytes: 512 * 1024 },
        plugins: { openapi: { payload: overrideSchema, answerHeaders } },
      },
      handler: (request, h) => {
        const { behaviour, expiresInSeconds, seed } = readOverride(request, h);
        return audited(request, h, 'override', control.override(behaviour, expiresInSeconds, seed));
      },
    },
    {
      method: 'DELETE',
      path,
      options: {
        ...options,
        description: 'Fall back to the configuration of the service',
        plugins: { openapi: { answerHeaders } },
      },
      handler: (request, h) => audited(request, h, 'reset', control.reset()),
    },
  ];
}

function readOverride(request: Request, h: ResponseToolkit): Override {
  try {
    return Joi.attempt(readStrictJson(request), overrideSchema, { convert: false, abortEarly: false }) as Override;
  } catch (error) {
    return refuseInvalid(request, h, error as Error);
  }
}
