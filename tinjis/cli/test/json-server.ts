import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An API over a real socket. It gives each path its answer, and 404 for unknown paths; it remembers the requests. */
export class JsonServer {
  readonly asked: { readonly url: string; readonly authorization: string }[] = [];
  readonly #server: Server;

  /**
   * @param answers by path, without query; a number answers with that status; a list is cut into pages if the request
   * asks for pages
   */
  constructor(answers: Readonly<Record<string, unknown>>) {
    this.#server = createServer(({ url = '', headers }, reply) => {
      this.asked.push({ url, authorization: String(headers.authorization) });
      const { pathname, searchParams } = new URL(url, 'http://x');
      const answer = answers[pathname] ?? 404;
      const [status, body] = typeof answer === 'number' ? [answer, { message: 'no' }] : [200, answer];
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      const shown = Array.isArray(body) && size > 0 ? (body as unknown[]).slice(size * (page - 1), size * page) : body;
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(shown));
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
}
