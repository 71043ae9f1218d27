import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { load } from 'js-yaml';
import { goSchema, readNumber } from '../../src/yaml/scalars.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a plain scalar', () => {
  it('is the number that Go makes of it', () => {
    const numbers = { '010': 8, '-010': -8, '0o17': 15, '089': 89, '9_000': 9000, '0b11': 3, '0x1F': 31, '-0x1F': -31 };
    for (const [text, number] of Object.entries({
      ...numbers,
      '+7': 7,
      '1e3': 1000,
      '.5': 0.5,
      '+_1': 1,
      '0b-11': -3,
      '0b+11': 3,
      '.0_5': 0.05,
    })) {
      expect(readNumber(text), text).to.equal(number);
      expect(load(text, { schema: goSchema }), text).to.equal(number);
    }
    for (const text of ['1.2.3', '09:30', '1m', '1e400', '._5', '.5_', '0b2', '0o-7']) {
      expect(readNumber(text), text).to.be.undefined();
      expect(load(`a: ${text}`, { schema: goSchema }), text).to.equal({ a: text });
    }
    expect(load('on', { schema: goSchema })).to.be.true();
  });
});
