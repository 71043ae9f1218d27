import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey, digestOf, parseApiKeys } from '../../src/auth/api-key.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const sha256 = 'a'.repeat(64);
const parse = (keys: unknown) => () => parseApiKeys(JSON.stringify(keys));

describe('createApiKey()', () => {
  it('gives a recognisable key and an entry that holds only its digest', () => {
    const { key, entry } = createApiKey('billing', ['charge']);
    expect(key).to.match(/^pay_[\w-]{32}$/);
    expect(entry).to.equal({ caller: 'billing', roles: ['charge'], sha256: digestOf(key) });
    expect(parseApiKeys(JSON.stringify([entry]))).to.equal([entry]);
  });

  it('never gives a key twice', () => {
    expect(createApiKey('a', ['read']).key).not.to.equal(createApiKey('a', ['read']).key);
  });
});

describe('parseApiKeys()', () => {
  it('reads when a key is in force', () => {
    const [key] = parse([
      { caller: 'a', roles: ['read'], sha256, notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' },
    ])();
    expect(key).to.include({ notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') });
  });

  it('refuses what is not JSON, without quoting it', () => {
    expect(() => parseApiKeys('pay_secret')).to.throw('the file is not JSON');
  });

  it('names every fault, and never a value', () => {
    const error = expect(
      parse([{ caller: 'Billing!', roles: ['charge', 'king'], sha256: 'pay_secret' }]),
    ).to.throw() as unknown as Error;
    expect(error.message).to.include('[0].caller').and.to.include('[0].roles[1]').and.to.include('[0].sha256');
    expect(error.message).not.to.include('pay_secret');
  });

  it('reads an empty list, which takes every key back', () => {
    expect(parse([])()).to.equal([]);
  });

  it('refuses a key listed twice, a stranger’s member, and an end before its beginning', () => {
    const entry = { caller: 'a', roles: ['read'], sha256 };
    expect(parse([entry, { ...entry, roles: ['admin'] }])).to.throw(/duplicate/);
    expect(parse([{ caller: 'a', roles: ['read'], sha256, key: 'x' }])).to.throw(/not allowed/);
    expect(parse([{ caller: 'a', roles: ['read'], sha256, notBefore: '2027-01-01', notAfter: '2026-01-01' }])).to.throw(
      /notAfter/,
    );
  });
});
