import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { runProcess } from '../src/process.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('runProcess()', () => {
  it('gives the output of a program that ends well', async () => {
    const finished = await runProcess(process.execPath, ['-p', 'process.cwd()'], { cwd: '/', env: {} });
    expect(finished).to.equal({ status: 0, stdout: '/\n', stderr: '' });
  });

  it('gives the exit code of one that ends badly', async () => {
    const finished = await runProcess(process.execPath, ['-e', 'console.error("no"); process.exit(7)'], { env: {} });
    expect(finished).to.equal({ status: 7, stdout: '', stderr: 'no\n' });
  });

  it('says why a program did not start', async () => {
    const { status, stderr } = await runProcess('/nowhere/at-all', [], { env: {} });
    expect(status).to.be.undefined();
    expect(stderr).to.contain('ENOENT');
  });

  it('gives a program what it reads, and nothing more', async () => {
    const echo = ['-e', 'process.stdin.pipe(process.stdout)'];
    const { stdout } = await runProcess(process.execPath, echo, { env: {}, input: 'hello' });
    expect(stdout).to.equal('hello');
    expect(await runProcess(process.execPath, echo, { env: {} })).to.equal({ status: 0, stdout: '', stderr: '' });
    // More than a pipe holds, for a program that reads none of it.
    const ended = await runProcess(process.execPath, ['-e', '0'], { env: {}, input: 'x'.repeat(1 << 22) });
    expect(ended.status).to.equal(0);
  });

  it('ends a program whose time is up', async () => {
    const { status } = await runProcess(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {
      env: {},
      seconds: 0.2,
    });
    expect(status).to.be.undefined();
  });

  it('hands on no environment but what is named', async () => {
    const { stdout } = await runProcess(process.execPath, ['-p', 'Object.keys(process.env).join()'], {
      env: { GREETING: 'hello' },
    });
    expect(stdout).to.equal('GREETING\n');
  });
});
