import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** A running Go program that answers questions in the order in which they were asked. */
export class Program {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: Waiting[] = [];
  #complaints = '';

  /** @param binary the program `build` made */
  constructor(binary: string) {
    this.#process = spawn(binary, { env: { ...process.env, GOMAXPROCS: '1' } });
    // The libraries log each refused pattern: only the last words matter, and only if the program dies.
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
    this.#process.stdin.on('error', () => undefined); // 'close' tells the same with the reason
  }

  /**
   * @param name the question's name in the program
   * @param asked a value of JSON
   * @returns what the real code answers
   * @throws Error when the program cannot read the case, or has ended
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
