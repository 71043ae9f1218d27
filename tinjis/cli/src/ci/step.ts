import { appendFileSync } from 'node:fs';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import { failureText } from '../print/failure.ts';
import { styleFor } from '@tinjis/delivery/print/style';

/** The input of a workflow step. It comes by environment: an expression inside a script would allow injection. */
export interface StepContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Top folder of the checkout. */
  readonly root: string;
  say(line: string): void;
}

/** A step of a workflow; returns true if it passed. */
export type Step = (context: StepContext) => Promise<boolean> | boolean;

/**
 * Runs a step and reports the result. It explains an expected refusal in sentences, and reports any other error as a
 * fault of ours, never as a stack trace.
 * @returns exit code for the process
 */
export async function runStep(name: string, step: Step, context: StepContext): Promise<number> {
  try {
    return (await step(context)) ? exitCodes.clean : exitCodes.found;
  } catch (error) {
    const explanation =
      error instanceof Failure
        ? error.explanation
        : { what: `this is a fault of ${name}: ${String(error)}`, fix: 'report it with the run' };
    context.say(failureText(name, explanation, styleFor({}, {})));
    return error instanceof Failure ? error.exit : exitCodes.internal;
  }
}

/**
 * Reads a required setting.
 * @throws Failure (misuse) if it is missing or empty
 */
export function required({ env }: Pick<StepContext, 'env'>, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('misuse', { what: `${name} is not set`, fix: `give the step ${name} in its env:` });
}

/**
 * Passes a value to later steps and jobs. It is written as JSON, which has no line break that could begin a second
 * output.
 */
export function output({ env, say }: StepContext, name: string, value: unknown): void {
  const line = `${name}=${JSON.stringify(value)}`;
  say(line);
  if (env['GITHUB_OUTPUT']) appendFileSync(env['GITHUB_OUTPUT'], `${line}\n`);
}
