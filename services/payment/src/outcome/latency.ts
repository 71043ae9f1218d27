import Joi from 'joi';

/** How long a charge takes before it is made, in milliseconds. */
export type Latency =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'lognormal'; readonly medianMs: number; readonly p99Ms: number };

/** No charge takes longer, whatever the distribution says: above this every caller has given up. */
export const longestMs = 60_000;

const ms = Joi.number().min(0).max(longestMs);
const form = (kind: Latency['kind'], parts: Joi.PartialSchemaMap) =>
  Joi.object({ kind: Joi.string().valid(kind).required(), ...parts });

export const latencySchema = Joi.alternatives()
  .conditional('.kind', {
    switch: [
      { is: 'fixed', then: form('fixed', { ms: ms.required() }) },
      { is: 'uniform', then: form('uniform', { minMs: ms.required(), maxMs: ms.min(Joi.ref('minMs')).required() }) },
      {
        is: 'lognormal',
        then: form('lognormal', {
          medianMs: Joi.number().positive().max(longestMs).required(),
          p99Ms: ms.greater(Joi.ref('medianMs')).required(),
        }),
      },
    ],
    otherwise: form('none', {}),
  })
  .description('How long a charge takes, in milliseconds.');

/** The normal distribution's 99th percentile, in standard deviations. */
const z99 = 2.326347874;

/**
 * Draws how long a charge takes.
 *
 * @param draw gives numbers from 0 up to 1; every kind draws exactly twice: a change of kind does not shift
 * later draws
 * @returns milliseconds
 */
export function drawLatency(latency: Latency, draw: () => number): number {
  const [one, two] = [draw(), draw()];
  switch (latency.kind) {
    case 'none':
      return 0;
    case 'fixed':
      return latency.ms;
    case 'uniform':
      return latency.minMs + one * (latency.maxMs - latency.minMs);
    case 'lognormal': {
      // Box and Muller; 1 − one is never zero.
      const normal = Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * two);
      const sigma = Math.log(latency.p99Ms / latency.medianMs) / z99;
      return Math.min(longestMs, latency.medianMs * Math.exp(sigma * normal));
    }
  }
}
