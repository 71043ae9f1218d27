import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '@tinjis/chassis/logger';
import { parseApiKey, watchApiKey } from '../../src/payment/api-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('parseApiKey', () => {
  it('takes the line without its end', () => {
    expect(parseApiKey('pay_abcdefgh\n')).to.equal('pay_abcdefgh');
  });

  it('refuses what no header can carry, without repeating it', () => {
    for (const text of ['', '\n', 'short', 'two lines\nof text', 'pay_with space', 'pay_ünïcödé', 'x'.repeat(513)]) {
      const error = expect(() => parseApiKey(text)).to.throw(Error, /it must hold one API key/);
      expect((error as unknown as Error).message.includes(text.trim()) && text.trim() !== '').to.be.false();
    }
  });
});

describe('watchApiKey', () => {
  it('holds the key of the file, and names the setting when there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'antaeus-key-'));
    const logger = createLogger({ name: 'test', level: 'silent' });
    writeFileSync(join(folder, 'key'), 'pay_abcdefgh\n');
    writeFileSync(join(folder, 'empty'), '');
    const key = watchApiKey(join(folder, 'key'), logger);
    expect(key.current()).to.equal('pay_abcdefgh');
    key.close();
    expect(() => watchApiKey(join(folder, 'empty'), logger)).to.throw(
      /^PAYMENT_API_KEY_FILE .*empty cannot be used: it must hold one API key/,
    );
    expect(() => watchApiKey(join(folder, 'nowhere'), logger)).to.throw(
      /^PAYMENT_API_KEY_FILE .* cannot be used: ENOENT/,
    );
    rmSync(folder, { recursive: true });
  });
});
