import { once } from 'node:events';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { launchProgram, runProgram } from '../../src/embedded/run.ts';

export const lab = Lab.script();
const { describe, it } = lab;
const myself = { owner: { uid: 0, gid: 0 }, prefix: [] };

describe('runProgram', () => {
  it("runs a program behind the account's words", async () => {
    await runProgram({ ...myself, prefix: ['env', 'WORD=yes'] }, 'sh', ['-c', 'test "$WORD" = yes']);
  });

  it("fails with the program's own words, or with the reason why there are none", async () => {
    await expect(runProgram(myself, 'sh', ['-c', 'echo out of ink >&2; exit 3'])).to.reject('sh failed: out of ink');
    await expect(runProgram(myself, 'no-such-program', [])).to.reject(/no-such-program failed: .*ENOENT/);
  });
});

describe('launchProgram', () => {
  it('leaves its complaints to be read', async () => {
    const child = launchProgram(myself, 'sh', ['-c', 'echo hello >&2']);
    const [chunk] = (await once(child.stderr as NodeJS.EventEmitter, 'data')) as [Buffer];
    expect(chunk.toString()).to.equal('hello\n');
  });
});
