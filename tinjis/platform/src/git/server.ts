import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { loginsOf } from './accounts.ts';
import { httpBackend } from './http-backend.ts';

export interface GitServer {
  /** Folder of the repositories. */
  readonly root: string;
  /** Accounts file. */
  readonly accounts: string;
}

/**
 * Git over HTTP: everybody may read, and whoever logs in may push what the repository's hooks let through.
 * @returns a server that does not listen yet
 */
export function gitServer({ root, accounts }: GitServer): Server {
  const loginOf = loginsOf(accounts);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://git');
    if (pathname === '/') return say(response, 200, 'git over HTTP: clone http://HOST/ORGANISATION/REPOSITORY\n');
    const path = decoded(pathname);
    if (path === undefined) return say(response, 400, 'not a path of a repository\n');
    const pushes = searchParams.get('service') === 'git-receive-pack' || pathname.endsWith('/git-receive-pack');
    const login = pushes ? await loginOf(request.headers.authorization) : undefined;
    if (pushes && login === undefined) {
      response.setHeader('WWW-Authenticate', 'Basic realm="git", charset="UTF-8"');
      return say(response, 401, 'log in to push\n');
    }
    httpBackend(request, response, { root, path, query: search.slice(1), ...(login === undefined ? {} : { login }) });
  };
  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(JSON.stringify({ error: String(error) }));
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
}

function decoded(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') || path.split('/').includes('..') ? undefined : path;
  } catch {
    return undefined;
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
