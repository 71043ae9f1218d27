import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '@tinjis/manifests/failure';
import { required, type StepContext } from '../step.ts';

/** Most entries that GitHub puts on a page. */
const perPage = 100;
/** More pages than any list read here has: GitHub lists at most 3,000 files of a pull request. */
const mostPages = 100;
const readAttempts = 4;

/** A response. Status 0 means no answer at all; the body then says why. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** GitHub's REST API below one address. */
export class GitHub {
  readonly #url: string;
  readonly #token: string;
  readonly #pauseMs: number;

  /**
   * @param url the address to which every path is appended, such as `https://api.github.com/repos/OWNER/REPO`
   * @param token sent as bearer token; appears in no message
   * @param pauseMs wait before a read is tried again, in milliseconds; doubles each time
   */
  constructor(url: string, token: string, pauseMs = 1000) {
    this.#url = url;
    this.#token = token;
    this.#pauseMs = pauseMs;
  }

  /** Reads one resource. @throws Failure (unreadable) if GitHub does not return it */
  async get(path: string): Promise<unknown> {
    const { status, body } = await this.look(path);
    if (status === 200) return body;
    throw refused('GET', path, status, body);
  }

  /**
   * Reads one resource for which a refusal is an answer too. Asks again after temporary failures, and returns
   * everything else. Never throws.
   */
  async look(path: string): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#ask('GET', path);
      if (attempt === readAttempts || (reply.status !== 0 && reply.status !== 429 && reply.status < 500)) return reply;
      await pause(this.#pauseMs * 2 ** (attempt - 1));
    }
  }

  /** Reads a list to its last page. @throws Failure (unreadable) */
  async all(path: string): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const entries = await this.get(`${path}${path.includes('?') ? '&' : '?'}per_page=${perPage}&page=${page}`);
      if (!Array.isArray(entries))
        throw new Failure('unreadable', {
          what: `GitHub answered GET ${path} with something that is no list`,
          fix: 'run it again',
        });
      found.push(...(entries as unknown[]));
      if (entries.length < perPage) return found;
    }
    throw new Failure('unreadable', {
      what: `GET ${path} has more than ${mostPages} pages`,
      fix: 'close what is not needed',
    });
  }

  /**
   * Changes something, once: it never repeats a change that may already have happened.
   * @returns the answer; undefined if GitHub says that it exists already or is not possible (422)
   * @throws Failure (unreadable) for every other refusal
   */
  async send(method: 'POST' | 'PATCH', path: string, content: unknown): Promise<unknown> {
    const { status, body } = await this.#ask(method, path, content);
    if (status === 422) return undefined;
    if (status < 200 || status > 299) throw refused(method, path, status, body);
    return body;
  }

  async #ask(method: string, path: string, content?: unknown): Promise<Reply> {
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${this.#token}`,
      'user-agent': 'tinjis',
      'x-github-api-version': '2022-11-28',
    };
    try {
      const reply = await fetch(`${this.#url}${path}`, {
        method,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
        ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      });
      return { status: reply.status, body: await reply.json() };
    } catch (error) {
      return { status: 0, body: { message: String(error) } };
    }
  }
}

/** Wait before another attempt, in milliseconds: `API_PAUSE_MS`, or a second. */
export function pauseMsOf(env: Readonly<Record<string, string | undefined>>): number {
  return Number(env['API_PAUSE_MS'] ?? 1000);
}

/** The repository of a workflow's run, from the variables that the runner sets. */
export function gitHubOf(context: StepContext, token: string): GitHub {
  return new GitHub(
    `${required(context, 'GITHUB_API_URL')}/repos/${required(context, 'GITHUB_REPOSITORY')}`,
    required(context, token),
    pauseMsOf(context.env),
  );
}

function refused(method: string, path: string, status: number, body: unknown): Failure {
  const said = (body as { readonly message?: unknown } | null)?.message;
  return new Failure('unreadable', {
    what: `GitHub answered ${method} ${path} with ${status === 0 ? 'nothing' : status}${typeof said === 'string' ? `: ${said}` : ''}`,
    fix: 'run it again; where it stays, compare the permissions of the job and of the App with docs/github-setup.md',
  });
}
