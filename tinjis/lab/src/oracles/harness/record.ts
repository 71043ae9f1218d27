import fc from 'fast-check';
import type { KnownCase, Oracle } from './oracle.ts';
import type { Program } from './program.ts';

/** Random cases asked for each that is kept: enough to find allows and others both. */
const askedForEach = 20;

/**
 * A sample of the real code's answers, half of them allows as far as there are any, the shortest cases first: a person
 * reads them when one fails.
 * @param count how many to keep
 */
export async function record(
  oracle: Oracle,
  program: Pick<Program, 'ask'>,
  count: number,
  seed: number,
): Promise<KnownCase[]> {
  const cases: unknown[] = fc
    .sample(oracle.cases, { numRuns: count * askedForEach, seed })
    .map((each) => JSON.parse(JSON.stringify(each)));
  const answers = await Promise.all(cases.map((asked) => program.ask(oracle.name, asked)));
  const known = cases.map((asked, index): KnownCase => ({ ask: oracle.name, case: asked, answer: answers[index] }));
  const shortest = known
    .map((each) => ({ each, text: JSON.stringify(each.case) }))
    .sort((a, b) => a.text.length - b.text.length);
  const distinct = shortest.filter(({ text }, index) => text !== shortest[index - 1]?.text).map(({ each }) => each);
  // The very shortest say little; from the middle on, cases have something of everything.
  const telling = (allowed: boolean): KnownCase[] => {
    const found = distinct.filter(({ answer }) => oracle.allows(answer) === allowed);
    return found.slice(Math.floor(found.length / 3)).slice(0, Math.ceil(count / 2));
  };
  return [...telling(true), ...telling(false)];
}
