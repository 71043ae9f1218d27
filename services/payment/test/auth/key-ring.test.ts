import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@tinjis/chassis/logger';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createApiKey } from '../../src/auth/api-key.ts';
import { openKeyRing } from '../../src/auth/key-ring.ts';

export const lab = Lab.script();
const { after, before, describe, it } = lab;

describe('openKeyRing()', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-ring-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('accepts a key from its first moment until its last', () => {
    const { key, entry } = createApiKey('a', ['read']);
    const path = join(folder, 'keys.json');
    writeFileSync(path, JSON.stringify([{ ...entry, notBefore: new Date(1000), notAfter: new Date(2000) }]));
    let now = 999;
    const ring = openKeyRing({ path, logger: createLogger({ name: 'test', level: 'silent' }), now: () => now });
    const inForce = () => ring.find(key)?.caller;
    expect(inForce()).to.be.undefined();
    now = 1000;
    expect(inForce()).to.equal('a');
    now = 1999;
    expect(inForce()).to.equal('a');
    now = 2000;
    expect(inForce()).to.be.undefined();
    expect(ring.find(`${key}x`)).to.be.undefined();
    ring.close();
  });

  it('accepts a key without bounds at any time, read by the real clock', () => {
    const { key, entry } = createApiKey('a', ['read']);
    const path = join(folder, 'unbounded.json');
    writeFileSync(path, JSON.stringify([entry]));
    const ring = openKeyRing({ path, logger: createLogger({ name: 'test', level: 'silent' }) });
    expect(ring.find(key)?.caller).to.equal('a');
    ring.close();
  });

  it('refuses to open without keys', () => {
    expect(() =>
      openKeyRing({ path: join(folder, 'none'), logger: createLogger({ name: 'test', level: 'silent' }) }),
    ).to.throw(/ENOENT/);
  });
});
