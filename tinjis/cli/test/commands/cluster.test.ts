import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('tinjis cluster', () => {
  let top: string;
  let root: string;
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'tinjis-cluster-'));
    root = join(top, 'repository');
    copyOrganisation(root);
    // What images begin with: the doctor asks for it.
    mkdirSync(join(root, 'services'));
    writeFileSync(join(root, 'services/base-images.env'), `A=x:1@sha256:${'a'.repeat(64)}\n`);
  });
  after(() => {
    rmSync(top, { recursive: true, force: true });
  });

  async function tinjis(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
    const around = surroundings(root);
    const exit = await run(args, around);
    return { exit, out: around.out.join(''), err: around.err.join('') };
  }
  const add = (...more: readonly string[]): ReturnType<typeof tinjis> =>
    tinjis('cluster', 'add', 'production-west', '--like', 'production', ...more);
  const text = (file: string): string => readFileSync(join(root, file), 'utf8');
  const expectWhole = async (): Promise<void> => {
    for (const [command, ...options] of [['verify'], ['generate', '--check'], ['doctor']] as const) {
      const { exit, out } = await tinjis(command, ...options);
      expect(exit, `${command}: ${out}`).to.equal(0);
    }
  };

  it('shows what a new cluster would get, and makes no key, in a dry run', async () => {
    const keys = ['--keys', join(top, 'keys'), '--domain', 'west.tinjis.example'];
    const { exit, out } = await add(...keys, '--pods', '10.245.0.0/16', '--monitoring', 'monitoring', '--dry-run');
    expect(exit, out).to.equal(0);
    expect(out)
      .to.startWith('~ policies/teams.yaml\n    +  production-west:\n    +    outside: gateway\n')
      .and.to.contain('    +    pods: 10.245.0.0/16\n    +    monitoring: monitoring\n')
      .and.to.contain('+ clusters/production-west/bootstrap/sealing-certificate.pem')
      .and.to.match(/\d+ files to write; nothing written\n\nThen:\n {2}1\. bring it up: /);
    expect(existsSync(join(root, 'clusters/production-west'))).to.be.false();
    expect(existsSync(join(top, 'keys'))).to.be.false();
  });

  it('adds a cluster with a sealing key and values of its own, and leaves everything whole', async () => {
    const { exit, out, err } = await add('--keys', join(top, 'keys'), '--domain', 'west.tinjis.example', '--json');
    expect(exit, out).to.equal(0);
    expect(err).to.contain('making the sealing key of production-west');
    const { then } = JSON.parse(out) as { then: readonly string[] };
    expect(then[0]).to.match(
      /^keep .*production-west-sealing-key\.yaml and .*production-west-values\.txt in a password/,
    );
    expect(then.join('\n'))
      .to.contain('tell the other system argocd-webhooks/github')
      .and.to.contain('npx tinjis seal platform --cluster production-west --secret argocd-sso --item github-client-id');
    expect(statSync(join(top, 'keys/production-west-sealing-key.yaml')).mode & 0o777).to.equal(0o600);
    for (const file of [
      'clusters/production/bootstrap/sealing-certificate.pem',
      'clusters/production/bootstrap/sealed-secrets.yaml',
      'apps/payments/payment/overlays/production/api-keys.json',
      'apps/billing/antaeus/overlays/production/sealed-secrets.yaml',
    ]) {
      expect(text(file.replace('production', 'production-west')), file).not.to.equal(text(file));
    }
    await expectWhole();
  });

  it('writes no key over another', async () => {
    expect((await tinjis('cluster', 'remove', 'production-west')).exit).to.equal(0);
    await expectWhole();
    const again = await add('--keys', join(top, 'keys'), '--domain', 'west.tinjis.example');
    expect(again.exit).to.equal(2);
    expect(again.err).to.contain('production-west-sealing-key.yaml is there already');
  });

  it('takes a cluster out, after it showed how, and leaves everything whole', async () => {
    const dry = await tinjis('cluster', 'remove', 'staging', '--dry-run');
    expect(dry.exit).to.equal(0);
    expect(dry.out)
      .to.contain('- clusters/staging/bootstrap/sealing-certificate.pem')
      .and.to.contain('Then:\n  1. save the data of payments/payment on staging');
    expect(existsSync(join(root, 'clusters/staging/kustomization.yaml'))).to.be.true();
    expect((await tinjis('cluster', 'remove', 'staging')).exit).to.equal(0);
    expect(existsSync(join(root, 'clusters/staging/kustomization.yaml'))).to.be.false();
    await expectWhole();
  });

  it('refuses what cannot be, and options that say nothing', async () => {
    expect((await tinjis('cluster', 'remove', 'nothing')).out).to.startWith(
      'tinjis cluster: there is no cluster nothing',
    );
    expect((await tinjis('cluster', 'move', 'local')).exit).to.equal(2);
    expect((await add('--keys', join(top, 'more'))).out).to.contain('has no domain of its own');
    expect((await add()).err).to.contain('cluster add needs --keys');
    expect((await tinjis('cluster', 'add', 'edge')).err).to.contain('cluster add needs --like');
    expect((await tinjis('cluster', 'remove', 'local', '--like', 'production')).err).to.contain(
      'cluster remove takes no option but --dry-run',
    );
  });
});
