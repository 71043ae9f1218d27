import type { LiveCheck } from '../harness/check.ts';
import type { Observed } from '../refusals/decision.ts';
import { sentence, type MatrixCase } from './case.ts';
import { judgeCase } from './judge.ts';

/** Seconds that a case may take, its control included: a changed key takes up to two minutes to reach a running pod. */
const patience = 240;

/**
 * Cases as checks. Each is tried once, also when several refusals have it for their control.
 * @throws Error where two cases have one name, or a refusal has no control that is expected to get through
 */
export function toChecks(cases: readonly MatrixCase[]): readonly LiveCheck[] {
  const byName = new Map(cases.map((each) => [each.name, each]));
  if (byName.size < cases.length) throw new Error(`two cases of the matrix have one name: ${twice(cases)}`);
  const tried = new Map<string, Promise<Observed>>();
  const attempt = (one: MatrixCase, signal: AbortSignal): Promise<Observed> => {
    const before = tried.get(one.name);
    if (before) return before;
    const now = one.attempt(signal);
    tried.set(one.name, now);
    return now;
  };
  return cases.map((one): LiveCheck => {
    const control = controlOf(one, byName);
    return {
      name: one.name,
      title: sentence(one),
      within: patience,
      run: async (signal) => judgeCase(one, await attempt(one, signal), control && (await attempt(control, signal))),
    };
  });
}

function controlOf(
  { name, expected, control }: MatrixCase,
  cases: ReadonlyMap<string, MatrixCase>,
): MatrixCase | undefined {
  if (expected.verdict === 'allowed') return undefined;
  const found = cases.get(control ?? '');
  if (found?.expected.verdict !== 'allowed')
    throw new Error(`the case ${name} has no control that gets through: ${control ?? 'none is named'}`);
  return found;
}

function twice(cases: readonly MatrixCase[]): string {
  const names = cases.map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index).join(', ');
}
