import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { styleFor } from '../../src/print/style.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const terminal = { isTTY: true };

describe('styleFor()', () => {
  it('colours a terminal and leaves a pipe plain', () => {
    expect(styleFor(terminal, {}).red('no')).to.equal('\x1b[31mno\x1b[39m');
    expect(styleFor({}, {}).red('no')).to.equal('no');
  });

  it('lets NO_COLOR win over everything, and FORCE_COLOR over the stream', () => {
    expect(styleFor(terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }).bold('x')).to.equal('x');
    expect(styleFor({}, { FORCE_COLOR: '1' }).bold('x')).to.not.equal('x');
    expect(styleFor(terminal, { FORCE_COLOR: '0' }).bold('x')).to.equal('x');
    expect(styleFor(terminal, { TERM: 'dumb' }).bold('x')).to.equal('x');
  });
});
