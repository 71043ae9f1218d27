import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parseApiKey } from '../../src/payment/api-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('parseApiKey', () => {
  it('takes the line without its end', () => {
    expect(parseApiKey('pay_abcdefgh\n')).to.equal('pay_abcdefgh');
  });

  it('refuses what no header can carry, without repeating it', () => {
    for (const text of ['', '\n', 'short', 'two lines\nof text', 'pay_with space', 'pay_ünïcödé', 'x'.repeat(513)]) {
      const error = expect(() => parseApiKey(text)).to.throw(Error, /PAYMENT_API_KEY_FILE must hold one API key/);
      expect((error as unknown as Error).message.includes(text.trim()) && text.trim() !== '').to.be.false();
    }
  });
});
