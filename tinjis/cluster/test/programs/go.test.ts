import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { atLeast, goFor, ToolchainMissing, versionOf } from '../../src/programs/go.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('toolchain', () => {
  it('compares versions by their numbers', () => {
    expect(atLeast('1.26.8', '1.26.0')).to.be.true();
    expect(atLeast('1.27.0', '1.27.0')).to.be.true();
    expect(atLeast('1.9.0', '1.26.0')).to.be.false();
  });

  it('knows no version of what is not there', () => {
    expect(versionOf('no-such-go')).to.be.undefined();
  });

  it('says that Go is missing, and how to fix it', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      expect(() => goFor('go 1.26.0', '.')).to.throw(
        ToolchainMissing,
        /Install Go 1\.26 or newer .* and run the same command again/,
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});
