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

  it('hands on no environment but what is named', async () => {
    const { stdout } = await runProcess(process.execPath, ['-p', 'Object.keys(process.env).join()'], {
      env: { GREETING: 'hello' },
    });
    expect(stdout).to.equal('GREETING\n');
  });
});
