import type { CheckOutcome } from '../harness/check.ts';
import { agrees, observedText, predictedText, type Observed } from '../refusals/decision.ts';
import { type MatrixCase, type ExpectedOutcome } from './case.ts';

/** Holds what was seen against what was expected, and against what `tinjis can` had said. */
export function judgeCase(tried: MatrixCase, observed: Observed, control: Observed | undefined): CheckOutcome {
  const { identity, action, expected, how, unmodelled } = tried;
  const predicted = tried.predict?.();
  const faults = [
    ...faultsAgainst(expected, observed),
    ...(predicted && !agrees(predicted, observed) ? [`tinjis can: ${predictedText(predicted)}`] : []),
    ...(control?.verdict === 'denied'
      ? [`the refusal proves nothing: its control ${tried.control ?? ''} did not get through: ${observedText(control)}`]
      : []),
  ];
  return {
    passed: faults.length === 0,
    ...(observed.verdict === 'denied' && { observed: `${observed.layer}: ${shortened(observed.message)}` }),
    explanation: faults.length === 0 ? [] : [`seen: ${observedText(observed)}`, ...faults],
    record: {
      identity,
      action,
      how,
      expected: expected.verdict === 'allowed' ? expected : { ...expected, message: expected.message.source },
      observed,
      ...(predicted ? { predicted } : { unmodelled }),
      ...(tried.control !== undefined && { control: tried.control }),
    },
  };
}

function faultsAgainst(expected: ExpectedOutcome, observed: Observed): readonly string[] {
  if (expected.verdict === 'allowed') return observed.verdict === 'allowed' ? [] : ['expected: allowed'];
  if (observed.verdict === 'allowed') return [`expected: refused by ${expected.layer}`];
  return [
    ...(observed.layer === expected.layer ? [] : [`expected: refused by ${expected.layer}`]),
    ...(expected.message.test(observed.message) ? [] : [`expected the words: ${expected.message.source}`]),
  ];
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
