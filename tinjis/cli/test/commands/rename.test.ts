import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { onCopy } from '../on-copy.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('tinjis rename', () => {
  const copy = onCopy(lab);
  const { tinjis } = copy;
  const file = 'apps/finance/invoices/base/deployment.yaml';

  it('shows the service under its new name in a dry run, and what is to be done then', async () => {
    const { exit, out } = await tinjis('rename', 'billing/antaeus', 'finance/invoices', '--member', 'ann', '--dry-run');
    expect(exit, out).to.equal(0);
    expect(out)
      .to.contain(`+ ${file}\n`)
      .and.to.match(/files to write; nothing written\n\nThen:\n {2}1\. merge: finance\/invoices comes beside/);
    expect(existsSync(join(copy.root, file))).to.be.false();
  });

  it('writes it, leaves verify green, and lets the old one be taken out', async () => {
    const { exit, out } = await tinjis('rename', 'billing/antaeus', 'finance/invoices', '--member', 'ann', '--json');
    expect(exit, out).to.equal(0);
    expect(JSON.parse(out)).to.part.include({ from: 'billing/antaeus', to: 'finance/invoices', written: true });
    expect(existsSync(join(copy.root, file))).to.be.true();
    expect((await tinjis('offboard', 'billing')).exit).to.equal(0);
    for (const command of ['verify', 'generate']) {
      expect((await tinjis(command, ...(command === 'generate' ? ['--check'] : []))).exit, command).to.equal(0);
    }
  });

  it('refuses a team, and says what to do instead', async () => {
    const { exit, out } = await tinjis('rename', 'finance', 'money');
    expect(exit).to.equal(1);
    expect(out).to.contain('npx tinjis rename finance/SERVICE NEW-TEAM/NEW-SERVICE --member LOGIN');
  });
});
