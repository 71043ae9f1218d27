import type { LiveCheck } from './check.ts';
import type { Result } from './results.ts';

const usualSeconds = 60;

/** Runs one check to its end or the end of its time. Never throws: what is thrown is a failed check. */
export async function runCheck(group: string, check: LiveCheck, interrupted: AbortSignal): Promise<Result> {
  const { name, title, within = usualSeconds } = check;
  const start = performance.now();
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(new Error(`not done after ${within} s`)), within * 1000);
  const signal = AbortSignal.any([timer.signal, interrupted]);
  const about = { group, name, title };
  try {
    const outcome = await Promise.race([check.run(signal), aborted(signal)]);
    return { ...about, ...outcome, seconds: secondsSince(start) };
  } catch (error) {
    return { ...about, passed: false, ...errorLines(error), seconds: secondsSince(start) };
  } finally {
    clearTimeout(timeout);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** An error with what caused it: `fetch failed` alone says nothing. */
export function errorLines(error: unknown): { readonly observed: string; readonly explanation: readonly string[] } {
  const texts: string[] = [];
  for (let at: unknown = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    texts.push(at instanceof Error ? at.message : String(at));
    // A mistake of ours, not of what is checked: where it happened is all that helps.
    if (at instanceof TypeError || at instanceof RangeError)
      texts.push(String(at.stack).split('\n').slice(1, 5).join('\n'));
  }
  const [observed = 'an error without a message', ...explanation] = texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim() !== '');
  return { observed, explanation };
}

function secondsSince(start: number): number {
  return Math.round(performance.now() - start) / 1000;
}
