import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { cooldownStep } from '../../src/ci/cooldown.ts';
import { runStep } from '../../src/ci/step.ts';
import { JsonServer } from '../json-server.ts';
import { TestRepository } from '@tinjis/delivery/testing/repository';

export const lab = Lab.script();
const { before, after, describe, it } = lab;

const ago = (days: number): string => new Date(Date.now() - days * 24 * 60 * 60 * 1000).toISOString();
const lock = (packages: Record<string, object>): string =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } });
const dependabot =
  'updates:\n  - package-ecosystem: gomod\n  - package-ecosystem: npm\n    cooldown: {default-days: 7}\n';

describe('cooldownStep', () => {
  const repository = new TestRepository();
  // A registry's answer for a package, as far as `npm view NAME time` reads it.
  const packument = (name: string, time: Record<string, string>) => ({
    name,
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name, version: '1.0.0' } },
    time,
  });
  const registry = new JsonServer({
    '/old': packument('old', { '1.0.0': ago(8), '2.0.0': ago(6) }),
    '/@scope%2fyoung': packument('@scope/young', { '1.0.0': ago(6) }),
  });
  let env: Record<string, string>;
  before(async () => {
    const npm = {
      npm_config_registry: await registry.listen(),
      npm_config_cache: join(repository.root, 'cache'),
      npm_config_update_notifier: 'false',
    };
    env = { PATH: String(process.env['PATH']), HOME: tmpdir(), ...npm };
    const had = { 'node_modules/had': { version: '0.1.0' } };
    const files = { '.github/dependabot.yml': dependabot, '.npmrc': 'fund=false\n', 'package-lock.json': lock(had) };
    repository.branch('main', files);
    const branch = (name: string, packages: Record<string, object>, more = {}) => {
      repository.branch(name, { 'package-lock.json': lock({ ...had, ...packages }), ...more }, 'main');
    };
    const young = { 'node_modules/x/node_modules/@scope/young': { version: '1.0.0' } };
    branch('fine', {
      'node_modules/old': { version: '1.0.0' },
      'node_modules/alias': { name: 'old', version: '1.0.0' },
      'node_modules/@own/x': { link: true },
      'own/x': { version: '9.9.9' },
    });
    branch('young', young);
    branch('fixes', young, { '.npmrc': 'min-release-age-exclude[]=@scope/young\n' });
    branch('strange', {
      'node_modules/old': { version: '3.0.0' },
      'node_modules/nowhere': { version: '1.0.0' },
      'node_modules/-h': { version: '1.0.0' },
      'node_modules/git': { version: '1.0.0', resolved: 'git+ssh://git@example.org/x.git#1' },
      'node_modules/bare': {},
    });
    branch('replaced', { 'node_modules/had': { version: '0.1.0', resolved: 'https://example.org/had.tgz' } });
    branch('without', {}, { '.github/dependabot.yml': 'version: 2\n' });
    branch('silent', {}, { '.github/dependabot.yml': null });
    branch('unlocked', {}, { 'package-lock.json': null });
    branch('empty', {}, { 'package-lock.json': '{}' });
    repository.write();
  });
  after(() => {
    registry.close();
    repository.remove();
  });

  async function cooled(branch: string, base = 'main') {
    repository.git('symbolic-ref', 'HEAD', `refs/heads/${branch}`);
    const said: string[] = [];
    const exit = await runStep('cooldown', cooldownStep, {
      env: { ...env, BASE: base, UNSET: undefined },
      root: repository.root,
      say: (line) => said.push(line),
    });
    return { exit, said: said.join('\n') };
  }

  it('lets through what is old enough, was there before, or is our own', async () => {
    expect(await cooled('fine')).to.equal({ exit: 0, said: '1 new package versions, 0 that must wait' });
    expect(registry.asked.map(({ url }) => url)).to.equal(['/old']);
  });

  it('refuses what is younger than dependabot would wait, unless it is named as fixing a hole', async () => {
    const { exit, said } = await cooled('young');
    expect(exit).to.equal(1);
    expect(said)
      .to.contain('✘ @scope/young@1.0.0 is 6 days old, younger than 7: wait')
      .and.to.contain('min-release-age-exclude[]=@scope/young');
    expect(await cooled('fixes')).to.equal({ exit: 0, said: '0 new package versions, 0 that must wait' });
  });

  it('refuses what the registry does not have, and what comes from elsewhere', async () => {
    const { exit, said } = await cooled('strange');
    expect(exit).to.equal(1);
    expect(said)
      .to.contain('old@3.0.0 is not in the registry')
      .and.to.match(/nowhere: npm view failed: .*404/)
      .and.to.contain('-h is no name of a package')
      .and.to.contain('git@1.0.0 comes from git+ssh://')
      .and.to.contain('5 that must wait');
  });

  it('refuses a version that was there when it now comes from elsewhere', async () => {
    expect((await cooled('replaced')).said).to.contain(
      'had@0.1.0 comes from https://example.org/had.tgz, not from the registry',
    );
  });

  it('needs the commits, and a cooldown to hold to', async () => {
    expect((await cooled('fine', 'nowhere')).exit).to.equal(3);
    expect((await cooled('nobody')).exit).to.equal(3);
    expect((await cooled('without')).said).to.contain('has no cooldown for npm');
    expect((await cooled('silent')).said).to.contain('has no cooldown for npm');
    expect((await cooled('unlocked')).said).to.contain('0 new package versions');
    expect((await cooled('empty')).said).to.contain('0 new package versions');
  });
});
