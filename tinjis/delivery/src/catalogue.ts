import { answerReasons } from './answer/reasons.ts';
import type { Entries } from './entry.ts';
import { guardReasons } from './guard/rules.ts';
import { readingFindings } from './print/findings.ts';
import { shippedFindings } from './verify/places.ts';
import { deliveryPromises } from './verify/promises.ts';
import { caseFindings } from './verify/tally.ts';

/**
 * Every code there is, with its sentence, why it matters and how to fix it. Each is written where it is given: a
 * promise's in its own file, an evaluator's beside the answers. A test holds the list against the sources: none is
 * missing, and none is left over.
 */
export const catalogue: Entries = Object.assign(
  {},
  guardReasons,
  answerReasons,
  readingFindings,
  caseFindings,
  shippedFindings,
  ...deliveryPromises.map(({ findings }) => findings),
) as Entries;
