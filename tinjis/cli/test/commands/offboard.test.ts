import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { onCopy } from '../on-copy.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('tinjis offboard', () => {
  const copy = onCopy(lab);
  const { tinjis } = copy;
  const file = 'apps/billing/antaeus/base/deployment.yaml';

  it('shows what would leave, and what to do afterwards, in a dry run', async () => {
    const { exit, out } = await tinjis('offboard', 'billing', '--dry-run');
    expect(exit).to.equal(0);
    expect(out)
      .to.contain(`- ${file}`)
      .and.to.match(/\d+ files to write; nothing written\n\nThen:\n {2}1\. save the data of billing\/antaeus/);
    expect(existsSync(join(copy.root, file))).to.be.true();
  });

  it('takes a team out and leaves verify green', async () => {
    const { exit, out } = await tinjis('offboard', 'billing', '--json');
    expect(exit, out).to.equal(0);
    expect(JSON.parse(out)).to.part.include({ target: 'billing', written: true });
    expect(existsSync(join(copy.root, file))).to.be.false();
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
