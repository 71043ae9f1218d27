import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { accountFor } from '../../src/embedded/account.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('accountFor', () => {
  it('stays who it is unless that is root', () => {
    expect(accountFor({ uid: 1000, gid: 100 }, ['/bin/sh'])).to.equal({ owner: { uid: 1000, gid: 100 }, prefix: [] });
  });

  it('becomes nobody as root, with a capability only where a folder on the way is closed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'account-'));
    chmodSync(folder, 0o755);
    const root = { uid: 0, gid: 0 };
    const open = accountFor(root, [join(folder, 'data')]);
    expect(open.owner).to.equal({ uid: 65534, gid: 65534 });
    expect(open.prefix).to.include('--reuid=65534');
    expect(open.prefix.join(' ')).to.not.include('caps');
    chmodSync(folder, 0o700);
    expect(accountFor(root, [join(folder, 'data')]).prefix).to.include('--ambient-caps=+dac_read_search');
    rmSync(folder, { recursive: true });
  });
});
