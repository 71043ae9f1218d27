import { appendFileSync } from 'node:fs';
import { exitCodes } from '@tinjis/manifests/exit-codes';
import { Failure } from '@tinjis/manifests/failure';
import { failureText } from '../print/failure.ts';
import { styleFor } from '@tinjis/delivery/print/style';

/**
 * What a step of a workflow is given. Its input comes by environment: an expression inside a script would be a way in.
 */
export interface StepContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Top folder of the checkout. */
  readonly root: string;
  say(line: string): void;
}

/** A step of a workflow: true where it passed. */
export type Step = (context: StepContext) => Promise<boolean> | boolean;

/**
 * Runs a step and says how it ended. An expected refusal is told in sentences, anything else as our own fault; never as
 * a stack.
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
 * Reads a setting that must be there.
 * @throws Failure (misuse) where it is missing or empty
 */
export function required({ env }: Pick<StepContext, 'env'>, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new Failure('misuse', { what: `${name} is not set`, fix: `give the step ${name} in its env:` });
}

/**
 * Hands a value to later steps and jobs. It is written as JSON, which has no line break that could begin a second
 * output.
 */
export function output({ env, say }: StepContext, name: string, value: unknown): void {
  const line = `${name}=${JSON.stringify(value)}`;
  say(line);
  if (env['GITHUB_OUTPUT']) appendFileSync(env['GITHUB_OUTPUT'], `${line}\n`);
}
