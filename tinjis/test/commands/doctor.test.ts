import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import type { Check } from '../../src/doctor/check.ts';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const root = join(process.cwd(), '..');

async function doctor(env: Record<string, string>, ...args: string[]) {
  const around = surroundings(root, env);
  return { exit: await run(['doctor', ...args], around), out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis doctor', () => {
  it('looks at this machine and this repository, and finds nothing wrong', async () => {
    const { exit, out } = await doctor({ PATH: String(process.env['PATH']) });
    expect(out).to.contain('✔ promises: all').and.to.contain('on production: never built').and.to.match(/\d+ right, 0 wrong, 0 not known\n$/);
    expect(exit).to.equal(0);
  });

  it('knows nothing of GitHub without a token, and says how to get one', async () => {
    const { exit, out, err } = await doctor({ PATH: '' }, '--github');
    expect(out).to.contain('? credentials: no token for github.com').and.to.contain('gh auth login');
    expect(err).to.contain('asking GitHub about https://github.com/tinjis/tinjis-delivery');
    expect(exit).to.equal(4);
    const { checks } = JSON.parse((await doctor({ PATH: '' }, '--github', '--json')).out) as { checks: Check[] };
    expect(checks.map(({ health }) => health)).to.equal(['unknown']);
  });
});
