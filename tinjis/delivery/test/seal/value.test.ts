import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readSecretValue } from '../../src/seal/value.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const read = async (...chunks: (string | Uint8Array)[]) => {
  const value = await readSecretValue(
    (async function* () {
      yield* chunks;
    })(),
  );
  return value.toString('latin1');
};

describe('readSecretValue', () => {
  it('takes off the line end of a single line of text', async () => {
    expect([await read('pass'), await read('pass\n'), await read('pass\r\n'), await read('pa', 'ss\n')]).to.equal([
      'pass',
      'pass',
      'pass',
      'pass',
    ]);
    expect(await read('p\u00e4\tss\n')).to.equal(Buffer.from('p\u00e4\tss').toString('latin1'));
  });

  it('keeps every byte of what is no text, a line end too', async () => {
    for (const bytes of [
      [0x80, 0xff, 0x01, 0x0a],
      [0x01, 0x0a],
      [0x1b, 0x0d, 0x0a],
      [0xc3, 0x0a],
    ]) {
      expect(Buffer.from(await read(Uint8Array.from(bytes)), 'latin1')).to.equal(Buffer.from(bytes));
    }
  });

  it('keeps several lines, spaces and bytes as they are', async () => {
    expect(await read('a\nb\n')).to.equal('a\nb\n');
    expect(await read('a\n\n')).to.equal('a\n\n');
    expect(await read(' a ')).to.equal(' a ');
    expect(await read(Uint8Array.of(0, 255))).to.equal('\u0000\u00ff');
  });

  it('refuses a terminal, nothing, and more than a Secret holds', async () => {
    const terminal = Object.assign(
      (async function* () {
        yield 'x';
      })(),
      { isTTY: true },
    );
    await expect(readSecretValue(terminal)).to.reject(/show on the terminal/);
    await expect(read()).to.reject(/no value/);
    await expect(read('\n')).to.reject(/no value/);
    await expect(read('x'.repeat(1024 * 1024), 'x')).to.reject(/larger than 1 MiB/);
    expect((await read('x'.repeat(1024 * 1024))).length).to.equal(1024 * 1024);
  });
});
