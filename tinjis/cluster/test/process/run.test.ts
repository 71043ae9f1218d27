import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import { quoted, runOrFail, succeeds } from '../../src/process/run.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a program that is run', () => {
  it('succeeds if it is there and ends well', async () => {
    expect(await succeeds(runOrFail('true', []))).to.be.true();
    expect(await succeeds(runOrFail('false', []))).to.be.false();
    expect(await succeeds(runOrFail('/nowhere/program', []))).to.be.false();
  });

  it('gets every quoted word from a shell as it was', () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', "'", '"', '$', ' ', '\\', '`', ';', '\n') }),
        async (word) => {
          expect(await runOrFail('sh', ['-c', `printf %s ${quoted(word)}`])).to.equal(word);
        },
      ),
      { numRuns: 20 },
    ));
});
