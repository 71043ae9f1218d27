import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;
export interface Pull extends Json {
  number: number;
  state: string;
  head: { sha: string; ref: string };
  base: { ref: string; repo: { default_branch: string } };
}
interface Request {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: Json;
}

/**
 * GitHub's API as far as the workflows use it, over a real socket, with the state in memory. Pages have the requested
 * size.
 */
export class GitHubServer {
  readonly pulls: Pull[] = [];
  readonly lists = new Map<string, unknown[]>();
  readonly requests: Request[] = [];
  readonly statuses: Json[] = [];
  /** Answers that replace real answers, in turn, for requests whose `METHOD path` begins so. */
  readonly instead: {
    readonly request: string;
    readonly status: number;
    readonly body: string;
    readonly first?: () => void;
  }[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((message, reply) => {
      void read(message).then((text) => {
        const [status, body] = this.#answer(message, text);
        reply.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => {
      this.#server.listen(0, '127.0.0.1', done);
    });
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  open(number: number, sha: string, login: string, ref = `change-${number}`): Pull {
    const pull: Pull = {
      number,
      state: 'open',
      user: { login },
      head: { sha, ref },
      base: { ref: 'main', repo: { default_branch: 'main' } },
    };
    this.pulls.push(pull);
    return pull;
  }

  comments(number: number): Json[] {
    return (this.lists.get(`/issues/${number}/comments`) ?? []) as Json[];
  }

  #answer(message: IncomingMessage, text: string): [number, string] {
    const method = String(message.method);
    const url = new URL(String(message.url), 'http://x');
    const path = url.pathname.replace(/^\/repos\/[^/]+\/[^/]+/, '');
    const body = (text === '' ? {} : JSON.parse(text)) as Json;
    this.requests.push({ method, path: `${path}${url.search}`, token: String(message.headers.authorization), body });
    const index = this.instead.findIndex(({ request }) => `${method} ${path}${url.search}`.startsWith(request));
    const [instead] = index < 0 ? [] : this.instead.splice(index, 1);
    instead?.first?.();
    if (instead && instead.status > 0) return [instead.status, instead.body];
    const done = this.#route(method, path, url.searchParams, body);
    return done === undefined
      ? [404, '{"message":"Not Found"}']
      : [method === 'POST' ? 201 : 200, JSON.stringify(done)];
  }

  #route(method: string, path: string, query: URLSearchParams, body: Json): unknown {
    const [, number] = /^\/pulls\/(\d+)$/.exec(path) ?? [];
    const pull = this.pulls.find((each) => each.number === Number(number));
    if (number) return method === 'PATCH' && pull ? Object.assign(pull, body) : pull;
    if (path === '/pulls')
      return method === 'POST'
        ? this.open(this.pulls.length + 1, '0', 'tinjis-deliver[bot]', String(body['head']))
        : page(this.#matching(query), query);
    if (path.startsWith('/statuses/')) return this.statuses.push({ sha: path.slice(10), ...body }) && {};
    const [, id] = /^\/issues\/comments\/(\d+)$/.exec(path) ?? [];
    if (id)
      return Object.assign(
        [...this.lists.values()].flat().find((each) => (each as Json)['id'] === Number(id)) as Json,
        body,
      );
    const list = this.lists.get(path) ?? [];
    this.lists.set(path, list);
    if (method === 'POST')
      return (
        list.push({ id: this.requests.length, user: { login: 'github-actions[bot]', type: 'Bot' }, ...body }) && {}
      );
    return page(list, query);
  }

  #matching(query: URLSearchParams): Pull[] {
    const head = query.get('head')?.split(':')[1];
    return this.pulls.filter(
      ({ state, head: { ref } }) => state === query.get('state') && (head === undefined || ref === head),
    );
  }
}

function page(list: readonly unknown[], query: URLSearchParams): readonly unknown[] {
  const [size, number] = [Number(query.get('per_page')), Number(query.get('page'))];
  return list.slice(size * (number - 1), size * number);
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
