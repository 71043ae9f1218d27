import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { pushedDigest, authorization } from '../../src/images/registry.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const digest = `sha256:${'a'.repeat(64)}`;
const login = Buffer.from('somebody:secret').toString('base64');

describe('asking a registry for a digest', () => {
  it('gives what lies under a tag, and nothing for another tag', () =>
    registry(async (host) => {
      expect(await pushedDigest(`${host}/argoproj/argocd:v3.6.1`, true)).to.equal(digest);
      expect(await pushedDigest(`${host}/argoproj/argocd:v3.6.2`, true)).to.be.undefined();
    }));

  it('fetches the token that anybody gets, where a registry wants one', () =>
    registry(async (host) => {
      expect(await pushedDigest(`${host}/public/argocd:v3.6.1`, true)).to.equal(digest);
    }));

  it('gives nothing of what takes a login that nobody kept', () =>
    registry(async (host) => {
      expect(await pushedDigest(`${host}/private/argocd:v3.6.1`, true)).to.be.undefined();
      expect(await pushedDigest(`${host}/strange/argocd:v3.6.1`, true)).to.be.undefined();
    }));

  it('names a registry that does not answer', async () => {
    const closed = await registry((host) => Promise.resolve(host));
    await expect(pushedDigest(`${closed}/box:1`, true)).to.reject(
      `the registry ${closed} does not answer: Error: connect ECONNREFUSED ${closed}`,
    );
  });
});

describe('the answer to a registry’s challenge', () => {
  const kept = (host: string) => ({ 'config.json': JSON.stringify({ auths: { [host]: { auth: login } } }) });

  it('is the login that docker keeps for that host', () =>
    inFolder(kept('registry.example:5000'), async (folder) => {
      const env = { DOCKER_CONFIG: folder, HOME: folder };
      expect(await authorization('registry.example:5000', 'Basic realm="x"', false, env)).to.equal(`Basic ${login}`);
      expect(await authorization('registry.example', 'Basic realm="x"', false, env)).to.be.undefined();
      expect(
        await authorization('registry.example:5000', 'Basic realm="x"', false, { HOME: folder }),
      ).to.be.undefined();
    }));

  it('is a token for which that login was given', () =>
    registry((host) =>
      inFolder(kept(host), async (folder) => {
        const challenge = `Bearer realm="http://${host}/token",service="registry",scope="repository:private/argocd:pull"`;
        expect(await authorization(host, challenge, true, { DOCKER_CONFIG: folder })).to.equal('Bearer private');
        // Over TLS, the registry would name an address without it; the login stays here.
        expect(await authorization(host, challenge, false, { DOCKER_CONFIG: folder })).to.be.undefined();
        expect(await authorization(host, challenge, true, { HOME: folder })).to.be.undefined();
      }),
    ));

  it('is none to a scheme that is not known, or without a place to ask', async () => {
    expect(await authorization('host', 'Digest realm="x"', false, { HOME: '/nonexistent' })).to.be.undefined();
    expect(await authorization('host', 'Bearer service="x"', false, { HOME: '/nonexistent' })).to.be.undefined();
  });
});

/** Runs `work` with a server that answers as the distribution specification says. */
async function registry<T>(work: (host: string) => Promise<T>): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

function answer({ method, url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, `http://${headers.host}`);
  const [, kind = ''] = /^repository:(\w+)/.exec(searchParams.get('scope') ?? '') ?? [];
  if (pathname === '/token') {
    const may = kind === 'public' || headers.authorization === `Basic ${login}`;
    response.writeHead(may ? 200 : 401).end(JSON.stringify(may ? { token: kind } : {}));
    return;
  }
  const [, owner = '', tag] = /^\/v2\/(\w+)\/argocd\/manifests\/(.+)$/.exec(pathname) ?? [];
  const challenge =
    owner === 'strange'
      ? 'Digest realm="x"'
      : `Bearer realm="http://${headers.host}/token",service="registry",scope="repository:${owner}/argocd:pull"`;
  const known =
    method === 'HEAD' && tag === 'v3.6.1' && headers.accept?.includes('application/vnd.oci.image.index.v1+json');
  if (owner !== 'argoproj' && headers.authorization !== `Bearer ${owner}`)
    response.writeHead(401, { 'www-authenticate': challenge }).end();
  else response.writeHead(known ? 200 : 404, known ? { 'docker-content-digest': digest } : {}).end();
}
