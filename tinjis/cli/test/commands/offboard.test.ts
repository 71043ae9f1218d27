import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('tinjis offboard', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tinjis-offboard-'));
    copyOrganisation(root);
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  async function tinjis(...args: readonly string[]): Promise<{ readonly exit: number; readonly out: string }> {
    const around = surroundings(root);
    return { exit: await run(args, around), out: around.out.join('') };
  }
  const file = 'apps/billing/antaeus/base/deployment.yaml';

  it('shows what would leave, and what to do afterwards, in a dry run', async () => {
    const { exit, out } = await tinjis('offboard', 'billing', '--dry-run');
    expect(exit).to.equal(0);
    expect(out)
      .to.contain(`- ${file}`)
      .and.to.match(/\d+ files to write; nothing written\n\nThen:\n {2}1\. save the data of billing\/antaeus/);
    expect(existsSync(join(root, file))).to.be.true();
  });

  it('takes a team out and leaves verify green', async () => {
    const { exit, out } = await tinjis('offboard', 'billing', '--json');
    expect(exit, out).to.equal(0);
    expect(JSON.parse(out)).to.part.include({ target: 'billing', written: true });
    expect(existsSync(join(root, file))).to.be.false();
    expect((await tinjis('verify')).exit).to.equal(0);
  });

  it('refuses what is not there', async () => {
    const { exit, out } = await tinjis('offboard', 'billing');
    expect({ exit, out: out.split('\n')[0] }).to.equal({
      exit: 1,
      out: 'tinjis offboard: there is no team or service billing',
    });
  });
});
