import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { output, required, runStep, type Step } from '../../src/ci/step.ts';
import { Failure } from '@tinjis/manifests/failure';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

async function run(step: Step, env: Record<string, string> = {}) {
  const said: string[] = [];
  const exit = await runStep('x', step, { env, root: '.', say: (line) => said.push(line) });
  return { exit, said: said.join('\n') };
}

describe('runStep', () => {
  it('ends with 0 or 1 by what the step answers', async () => {
    expect((await run(() => true)).exit).to.equal(0);
    expect((await run(() => Promise.resolve(false))).exit).to.equal(1);
  });

  it('tells an expected refusal in sentences, and a fault as ours, neither with a stack', async () => {
    const refused = await run(() => {
      throw new Failure('unreadable', { what: 'no', fix: 'do' });
    });
    expect(refused).to.equal({ exit: 3, said: 'tinjis x: no\n  fix: do' });
    const fault = await run(() => {
      throw new TypeError('oops');
    });
    expect(fault).to.equal({
      exit: 70,
      said: 'tinjis x: this is a fault of x: TypeError: oops\n  fix: report it with the run',
    });
  });
});

describe('required', () => {
  it('gives what is set, and names what is not', () => {
    expect(required({ env: { A: 'b' } }, 'A')).to.equal('b');
    for (const env of [{}, { A: '' }]) {
      expect(() => required({ env }, 'A')).to.throw(Failure, 'A is not set');
    }
  });
});

describe('output', () => {
  it('adds one line to the file of outputs, whatever the value', () =>
    inFolder({ out: 'before=1\n' }, (folder) => {
      const file = join(folder, 'out');
      const context = { env: { GITHUB_OUTPUT: file }, root: '.', say: () => undefined };
      output(context, 'a', ['x\ny=1']);
      output({ ...context, env: {} }, 'b', 1);
      expect(readFileSync(file, 'utf8')).to.equal('before=1\na=["x\\ny=1"]\n');
    }));
});
