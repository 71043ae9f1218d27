import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { verify } from '@tinjis/delivery/api';
import { run } from '../../src/cli.ts';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { delivery } from '@tinjis/delivery/testing/smallest';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function onboard(folder: string, ...args: readonly string[]): Promise<Ended> {
  const around = surroundings(folder);
  const exit = await run(['onboard', ...args], around);
  return { exit, out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis onboard', () => {
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tinjis-onboard-'));
    copyOrganisation(root);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('writes a new service and leaves verify green, and only shows it in a dry run', async () => {
    const dry = await onboard(root, 'billing', 'list', '--caller', 'billing/antaeus', '--dry-run');
    expect(dry.exit).to.equal(0);
    expect(dry.out).to.startWith(
      '~ policies/teams.yaml\n    +      list:\n    +        port: 8080\n    +        opsPort: 8081\n    +        callers: [billing/antaeus]\n',
    );
    expect(dry.out).to.match(
      /\n\+ apps\/billing\/list\/base\/deployment\.yaml\n[^]*\n\d+ files to write; nothing written\n\nThen:\n {2}1\. .*\n$/,
    );
    expect(existsSync(join(root, 'apps/billing/list'))).to.be.false();
    const done = await onboard(
      root,
      'shop',
      'list',
      '--member',
      'ann',
      '--port',
      '7000',
      '--ops-port',
      '7070',
      '--outside',
    );
    expect(done.out).to.match(/\d+ files written; commit them together\n\nThen:\n {2}1\. put its program /);
    expect(readFileSync(join(root, 'apps/shop/list/base/deployment.yaml'), 'utf8')).to.contain(
      '{name: ops, containerPort: 7070}',
    );
    expect(readFileSync(join(root, 'apps/shop/list/overlays/local/kustomization.yaml'), 'utf8')).to.contain(
      'value: NodePort',
    );
    expect(verify(diskTree(root))).to.part.include({ kept: true });
  });

  it('refuses what cannot be added, and a port that is none', async () => {
    const taken = await onboard(root, 'billing', 'antaeus');
    expect(taken).to.include({ exit: 1 });
    expect(taken.out).to.contain('billing/antaeus is there already');
    expect((await onboard(root, 'billing', 'list', '--port', 'http')).err).to.contain(
      '--port is http, expected a port number',
    );
    expect((await onboard(root, 'post', 'list', '--json')).out).to.contain('"what": "the new team post has no member"');
  });

  it('refuses what the team file has no words for, with what to do instead', async () => {
    const schedule = await onboard(root, 'billing', 'list', '--schedule', '0 4 * * *');
    expect(schedule.exit).to.equal(2);
    expect(schedule.err).to.contain('a job at 0 4 * * * cannot be said').and.to.contain('no CronJob');
  });

  it('takes a service to which nobody connects, and no caller with it', async () => {
    const worker = await onboard(root, 'billing', 'mail', '--no-http', '--dry-run');
    expect(worker.exit).to.equal(0);
    expect(worker.out).to.contain('+      mail:\n    +        opsPort: 8081\n').and.not.to.contain('service.yaml');
    for (const more of [['--caller', 'payments/payment'], ['--outside'], ['--port', '8080']]) {
      const called = await onboard(root, 'billing', 'mail', '--no-http', ...more);
      expect(called.exit).to.equal(2);
      expect(called.err).to.contain('--no-http says that nobody connects');
    }
  });

  it('adds a workload to a service that is there, and leaves verify green', async () => {
    const worker = ['--workload', 'worker', '--port', 'jobs=7000', '--caller', 'billing/antaeus'];
    const { exit, out } = await onboard(root, 'billing', 'antaeus', ...worker);
    expect(exit, out).to.equal(0);
    expect(out)
      .to.contain('    +        workloads:\n    +          worker:\n')
      .and.to.contain('+ apps/billing/antaeus/base/worker.yaml')
      .and.to.endWith('1. give it its command and its settings in apps/billing/antaeus/base/worker.yaml\n');
    expect(verify(diskTree(root))).to.part.include({ kept: true });
  });

  it('writes nothing where a promise would be broken', async () => {
    // A repository without rules of admission or network; a service in it would be open.
    await inFolder(delivery, async (folder) => {
      const open = await onboard(folder, 'shop', 'list');
      expect(open.exit).to.equal(1);
      expect(open.out).to.contain('afterwards a promise would be broken');
      expect(existsSync(join(folder, 'apps/shop/list'))).to.be.false();
    });
  });
});
