import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { pushedDigest } from '../../../live/images/registry.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const digest = `sha256:${'a'.repeat(64)}`;

describe('asking a registry for a digest', () => {
  it('gives what lies under a tag, and nothing for another tag or without a login', () => answering(async (host) => {
    expect(await pushedDigest(`${host}/quay.io/argoproj/argocd:v3.6.1`, true)).to.equal(digest);
    expect(await pushedDigest(`${host}/quay.io/argoproj/argocd:v3.6.2`, true)).to.be.undefined();
    expect(await pushedDigest(`${host}/private/argocd:v3.6.1`, true)).to.be.undefined();
  }));

  it('names a registry that does not answer', async () => {
    const closed = await answering((host) => Promise.resolve(host));
    await expect(pushedDigest(`${closed}/box:1`, true)).to.reject(`the registry ${closed} does not answer: Error: connect ECONNREFUSED ${closed}`);
  });
});

/** Runs `work` with a server that answers as the distribution specification says. */
async function answering<T>(work: (host: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const known = request.method === 'HEAD' && request.url === '/v2/quay.io/argoproj/argocd/manifests/v3.6.1'
      && request.headers.accept?.includes('application/vnd.oci.image.index.v1+json');
    const status = request.url?.startsWith('/v2/private/') ? 401 : 404;
    response.writeHead(known ? 200 : status, known ? { 'docker-content-digest': digest } : {}).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}
