import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { apiAddress, findToken } from '../../../src/doctor/github/access.ts';
import { Failure } from '@tinjis/manifests/failure';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

describe('apiAddress', () => {
  it('is that of the host, unless another is named', () => {
    expect(apiAddress('github.com', {})).to.equal('https://api.github.com');
    expect(apiAddress('git.example.org', {})).to.equal('https://git.example.org/api/v3');
    expect(apiAddress('github.com', { GITHUB_API_URL: 'https://api.example.org' })).to.equal('https://api.example.org');
    expect(apiAddress('github.com', { GITHUB_API_URL: 'http://127.0.0.1:8080' })).to.equal('http://127.0.0.1:8080');
  });

  it('is never one that a token would go to unencrypted', () => {
    expect(() => apiAddress('github.com', { GITHUB_API_URL: 'http://example.org' })).to.throw(Failure, /unencrypted/);
  });
});

describe('findToken', () => {
  it('takes the one in the environment, by the host it is for', async () => {
    expect(await findToken('github.com', { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' })).to.equal('a');
    expect(await findToken('github.com', { GITHUB_TOKEN: 'b', PATH: undefined })).to.equal('b');
    expect(await findToken('git.example.org', { GH_TOKEN: 'a', GITHUB_ENTERPRISE_TOKEN: 'c' })).to.equal('c');
  });

  it('else asks gh for the one it keeps for that host', () =>
    inFolder(
      {
        gh: '#!/bin/sh\ncase "$*" in\n"auth token --hostname github.com") echo kept ;;\n*empty.example) ;;\n*) exit 1 ;;\nesac\n',
      },
      async (folder) => {
        chmodSync(join(folder, 'gh'), 0o755);
        const env = { PATH: `${folder}:/usr/bin:/bin`, UNSET: undefined };
        expect(await findToken('github.com', env)).to.equal('kept');
        expect(await findToken('git.example.org', env)).to.be.undefined();
        expect(await findToken('empty.example', env)).to.be.undefined();
        expect(await findToken('github.com', { PATH: '' })).to.be.undefined();
      },
    ));
});
