import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { loginsOf } from './accounts.ts';
import { spawn } from 'node:child_process';

interface GitServer {
  /** The folder that holds the repositories. */
  readonly root: string;
  /** Accounts file. */
  readonly accounts: string;
}

/**
 * Git over HTTP: everybody may read. Whoever logs in may push what the repository's hooks let through.
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

interface BackendRequest {
  /** The folder that holds the repositories. */
  readonly root: string;
  /** Path within the root, decoded. */
  readonly path: string;
  readonly query: string;
  /** The login of the pusher; git takes no push without a login. */
  readonly login?: string;
}

/** Longest head of an answer that the server takes, in bytes. */
const longestHead = 64 * 1024;

/**
 * Lets `git http-backend` answer a request (CGI, RFC 3875).
 * Bodies stream through in both directions, so a pack of any size costs no memory.
 */
function httpBackend(request: IncomingMessage, response: ServerResponse, served: BackendRequest): void {
  const child = spawn('git', ['http-backend'], {
    env: environment(request, served),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.on('error', (error) => {
    console.error(JSON.stringify({ error: `git http-backend did not start: ${error.message}` }));
    response.writeHead(500).end();
  });
  // When a client goes away, its git process ends too.
  response.on('close', () => child.kill());
  child.stdin.on('error', () => undefined); // git may answer before it has read everything
  request.pipe(child.stdin);

  let head = Buffer.alloc(0);
  const onHead = (part: Buffer): void => {
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0 && head.length < longestHead) return;
    child.stdout.off('data', onHead);
    const { status, headers } = readHead(head.toString('latin1', 0, Math.max(end, 0)));
    response.writeHead(status, headers);
    response.write(head.subarray(end + 4));
    child.stdout.pipe(response);
  };
  child.stdout.on('data', onHead);
  child.stdout.on('end', () => {
    if (!response.headersSent) response.writeHead(500).end();
  });
}

function environment(
  { headers, method = 'GET', socket }: IncomingMessage,
  { root, path, query, login }: BackendRequest,
): NodeJS.ProcessEnv {
  const given = (name: string, value: string | string[] | undefined) =>
    typeof value === 'string' ? { [name]: value } : {};
  return {
    PATH: process.env['PATH'],
    // Git reads none of this user's own configuration. The repositories may belong to a user other than the one that
    // runs the server.
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    REQUEST_METHOD: method,
    PATH_INFO: path,
    QUERY_STRING: query,
    REMOTE_ADDR: socket.remoteAddress ?? '',
    ...(login === undefined ? {} : { REMOTE_USER: login }),
    ...given('CONTENT_TYPE', headers['content-type']),
    // Absent for a body of unknown length: git then reads to its end.
    ...given('CONTENT_LENGTH', headers['content-length']),
    ...given('HTTP_CONTENT_ENCODING', headers['content-encoding']),
    ...given('HTTP_ACCEPT_ENCODING', headers['accept-encoding']),
    ...given('GIT_PROTOCOL', headers['git-protocol']),
  };
}

function readHead(text: string): { readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  const fields = text
    .split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1];
  const headers = Object.fromEntries(fields.filter(([name]) => name !== '' && name.toLowerCase() !== 'status'));
  return { status: text === '' ? 500 : Number.parseInt(status ?? '200', 10), headers };
}
