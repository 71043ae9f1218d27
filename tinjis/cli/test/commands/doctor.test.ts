import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { surroundings } from '../streams.ts';
import { doctorText } from '../../src/commands/doctor.ts';
import { styleFor } from '@tinjis/delivery/print/style';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

let root: string;

async function doctor(env: Record<string, string>, ...args: string[]) {
  const around = surroundings(root, env);
  return { exit: await run(['doctor', ...args], around), out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis doctor', () => {
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tinjis-doctor-'));
    copyOrganisation(root);
    mkdirSync(join(root, 'services'));
    writeFileSync(join(root, 'services/base-images.env'), `A=x:1@sha256:${'a'.repeat(64)}\n`);
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('looks at this machine and this repository, and finds nothing wrong', async () => {
    const { exit, out } = await doctor({ PATH: String(process.env['PATH']) });
    expect(out)
      .to.contain('✔ promises: all')
      .and.to.contain('on production: never built')
      .and.to.match(/\d+ right, 0 wrong, 0 not known\n$/);
    expect(exit).to.equal(0);
  });

  it('knows nothing of a cluster that is not up, and says how to get one', async () => {
    const { exit, out } = await doctor({ XDG_STATE_HOME: '/nonexistent' }, '--live', '--name', 'nobody');
    expect(out).to.contain('? nobody: no cluster of that name is up').and.to.contain('npm run up');
    expect(exit).to.equal(4);
    const own = await doctor({ KUBECONFIG: '/nonexistent' }, '--live', '--context', 'mine', '--cluster', 'staging');
    expect(own.out).to.contain('? mine: ').and.to.contain('/nonexistent');
    expect(own.exit).to.equal(4);
  });

  it('looks at one thing at a time, and at clusters that the team file has', async () => {
    expect((await doctor({}, '--live', '--github')).err).to.contain('--github and --live look at different things');
    expect(await doctor({}, '--live', '--cluster', 'nowhere')).to.include({ exit: 2 });
  });

  it('knows nothing of GitHub without a token, and says how to get one', async () => {
    const { exit, out, err } = await doctor({ PATH: '' }, '--github');
    expect(out).to.contain('? credentials: no token for github.com').and.to.contain('gh auth login');
    expect(err).to.contain('asking GitHub about https://github.com/tinjis/tinjis-delivery');
    expect(exit).to.equal(4);
    const { checks } = JSON.parse((await doctor({ PATH: '' }, '--github', '--json')).out) as { checks: HealthCheck[] };
    expect(checks.map(({ health }) => health)).to.equal(['unknown']);
  });
});

const check = (group: string, health: HealthCheck['health']): HealthCheck => ({
  group,
  name: `a ${health} one`,
  health,
  found: 'this',
  needed: 'that',
  fix: 'do so',
});
const plain = styleFor({}, {});

describe('doctorText', () => {
  it('says a fix once where it fixes several things of a group, one after the other', () => {
    const other = { ...check('one', 'wrong'), fix: 'do otherwise' };
    const lines = doctorText([check('one', 'wrong'), check('one', 'wrong'), other, check('two', 'wrong')], plain);
    expect(lines.split('\n').filter((line) => line.includes('fix:'))).to.equal([
      '    fix: do so',
      '    fix: do otherwise',
      '    fix: do so',
    ]);
  });

  it('gives each check a line below its heading, and what is not right its fix', () => {
    expect(
      doctorText(
        [
          check('one', 'right'),
          check('one', 'wrong'),
          check('two', 'unknown'),
          check('two', 'notice'),
          check('two', 'right'),
        ],
        plain,
      ),
    ).to.equal(
      [
        'one',
        '✔ a right one: this',
        '✘ a wrong one: this, needed: that',
        '    fix: do so',
        '',
        'two',
        '? a unknown one: this, needed: that',
        '· a notice one: this',
        '    fix: do so',
        '✔ a right one: this',
        '',
        '2 right, 1 wrong, 1 not known',
      ].join('\n'),
    );
  });

  it('ends in the colour of the worst', () => {
    const colours = styleFor({}, { FORCE_COLOR: '1' });
    const last = (...all: HealthCheck[]) => doctorText(all, colours).split('\n').at(-1);
    expect(last(check('one', 'right'))).to.equal(colours.green('1 right, 0 wrong, 0 not known'));
    expect(last(check('one', 'unknown'))).to.equal(colours.yellow('0 right, 0 wrong, 1 not known'));
    expect(last(check('one', 'unknown'), check('one', 'wrong'))).to.equal(colours.red('0 right, 1 wrong, 1 not known'));
  });
});
