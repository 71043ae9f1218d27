import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { findToken } from '../../../src/doctor/github/token.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

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
