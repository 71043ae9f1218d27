import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import type { KnownCase, Oracle } from './oracle.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** A running Go program that answers questions in the order they were asked. */
export class OracleProgram {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];
  #complaints = '';

  /** @param binary the program `build` made */
  constructor(binary: string) {
    this.#process = spawn(binary, { env: { ...process.env, GOMAXPROCS: '1' } });
    // The libraries log each refused pattern. Only the last words matter, and only if the program dies.
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.#settle(line);
    });
    this.#process.on('error', (error) => {
      this.#fail(error.message);
    });
    this.#process.on('close', (code) => {
      this.#fail(`it ended with exit code ${code}`);
    });
    this.#process.stdin.on('error', () => undefined); // 'close' reports the same with the reason
  }

  /**
   * @param name the question's name in the program
   * @param asked a JSON value
   * @returns the real code's answer
   * @throws Error if the program cannot read the case or has ended
   */
  ask(name: string, asked: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin.write(`${JSON.stringify({ ask: name, case: asked })}\n`);
    });
  }

  /** Lets the program end. */
  close(): void {
    this.#process.stdin.end();
  }

  #settle(line: string): void {
    const reply = JSON.parse(line) as { answer?: unknown; error?: string };
    const waiting = this.#waiting.shift();
    if (reply.error === undefined) waiting?.resolve(reply.answer);
    else waiting?.reject(new Error(`the oracle program could not answer: ${reply.error}`));
  }

  #fail(why: string): void {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new Error(`the oracle program stopped answering: ${why}\n${this.#complaints}`));
    }
  }
}

/** Random cases to ask for each case kept: enough to find both allows and denials. */
const askedForEach = 20;

/**
 * A sample of the real code's answers. As far as possible, half of them are allows. Short cases come first, since a
 * person reads them when one fails.
 * @param count how many to keep
 */
export async function record(
  oracle: Oracle,
  program: Pick<OracleProgram, 'ask'>,
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
  // The very shortest cases say little; after the first third, cases hold something of everything.
  const telling = (allowed: boolean): KnownCase[] => {
    const found = distinct.filter(({ answer }) => oracle.allows(answer) === allowed);
    return found.slice(Math.floor(found.length / 3)).slice(0, Math.ceil(count / 2));
  };
  return [...telling(true), ...telling(false)];
}
