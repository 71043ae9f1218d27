import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const base = join(process.cwd(), '../delivery/testing/fixtures/base');
const ask = async (...words: string[]): Promise<{ exit: number; out: string; err: string }> => {
  const around = surroundings(base);
  const exit = await run(words, around);
  return { exit, out: around.out.join(''), err: around.err.join('') };
};

describe('tinjis can', () => {
  it('answers with 0 or 1, in words or as JSON', async () => {
    expect((await ask('can', 'payments-dev', 'deploy', 'payments/payment')).out).to.startWith(
      'ALLOW payments-dev may deploy payments/payment on staging',
    );
    const { exit, out } = await ask(
      'can',
      'payments-dev',
      'deploy',
      'billing/antaeus',
      '--cluster',
      'staging',
      '--json',
    );
    expect(exit).to.equal(1);
    expect(JSON.parse(out)).to.include({ schema: 1, verdict: 'deny' });
  });

  it('explains a code, and refuses one there is not with those that come near', async () => {
    expect((await ask('can', '--explain', 'network/ingress-refused')).out).to.contain('fix: ');
    expect((await ask('can', '--explain', 'rbac/granted')).out).to.not.contain('fix: ');
    expect((await ask('can', '--explain', 'network/nothing')).err).to.contain('network/ingress-refused');
    expect((await ask('can', '--explain', 'constructor')).exit).to.equal(2);
  });

  it('answers about a push without kustomize, and nothing that depends on what it renders', async () => {
    const { TINJIS_KUSTOMIZE: named } = process.env;
    try {
      process.env['TINJIS_KUSTOMIZE'] = 'nowhere';
      const deploying = await ask('can', 'payments-dev', 'deploy', 'payments/payment');
      expect(deploying.exit).to.equal(4);
      expect(deploying.out + deploying.err).to.contain('TINJIS_KUSTOMIZE names nowhere');
      expect((await ask('can', 'payments-dev', 'push', 'apps/payments/')).exit).to.equal(0);
    } finally {
      delete process.env['TINJIS_KUSTOMIZE'];
      if (named !== undefined) process.env['TINJIS_KUSTOMIZE'] = named;
    }
  });

  it('asks admission about the workload that is there, not about an empty one', async () => {
    const patch = ['can', 'system:serviceaccount:payments:deployer', 'patch'];
    expect((await ask(...patch, 'deployments', '-n', 'payments')).out).to.startWith('ALLOW');
    expect((await ask(...patch, 'statefulsets//payment-postgresql', '-n', 'payments')).out).to.startWith('ALLOW');
    expect((await ask(...patch, 'statefulsets//another', '-n', 'payments')).out).to.startWith('ALLOW');
    // A scale is not a Deployment, and nobody may write one.
    expect((await ask(...patch, 'deployments/scale', '-n', 'payments')).out).to.startWith('DENY');
    expect(
      (await ask('can', 'system:serviceaccount:payments:deployer', 'create', 'pods', '-n', 'payments')).out,
    ).to.startWith('DENY');
  });

  it('takes a path from the folder it is called in, and looks what stands there', async () => {
    await inFolder({}, async (folder) => {
      cpSync(base, folder, { recursive: true });
      symlinkSync('teams.yaml', join(folder, 'policies/link.yaml'));
      const can = async (from: string, who: string, ...words: string[]) => {
        const around = surroundings(join(folder, from));
        const exit: number = await run(['can', who, 'push', ...words, '--json'], around);
        const { question } = JSON.parse(around.out.join('')) as { question: { path: string; stands?: string } };
        return { exit, path: question.path, stands: question.stands };
      };
      const own = { exit: 0, path: 'apps/payments/payment/', stands: 'folder' };
      expect(await can('apps/payments', 'payments-dev', 'payment')).to.equal(own);
      expect(await can('', 'payments-dev', 'apps/payments/payment/')).to.equal(own);
      expect(await can('apps', 'payments-dev', 'payments/payment', '--repository', folder)).to.equal(own);
      expect(await can('..', 'payments-dev', 'apps/payments/payment', '--repository', folder)).to.equal(own);
      expect(await can('apps', 'payments-dev', '../policies/')).to.include({ exit: 1, path: 'policies/' });
      expect(await can('policies', 'payments-dev', 'link.yaml')).to.include({ exit: 1, stands: 'other' });
      expect(await can('policies', 'platform-admin', 'teams.yaml')).to.include({ exit: 0, stands: 'file' });
      expect((await can('policies', 'platform-admin', 'new.yaml')).stands, 'what is not there yet').to.be.undefined();
    });
  });

  it('says of a login in no team that it is in none, and which one is near', async () => {
    const note = 'payment-dev is in no team of policies/teams.yaml; did you mean payments-dev?';
    expect((await ask('can', 'payment-dev', 'push', 'policies/')).out.trimEnd()).to.endWith(note);
    expect(JSON.parse((await ask('can', 'payment-dev', 'push', 'policies/', '--json')).out)).to.include({ note });
    expect((await ask('can', 'somebody-else', 'push', 'policies/')).out).to.contain(
      'somebody-else is in no team of policies/teams.yaml\n',
    );
    for (const who of ['payments-dev', 'Payments-Dev', 'system:serviceaccount:payments:deployer']) {
      expect((await ask('can', who, 'push', 'policies/')).out).not.to.contain('in no team');
    }
  });

  it('refuses a question that is none', async () => {
    for (const words of [
      ['can'],
      ['can', 'x'],
      ['can', 'x', 'deploy'],
      ['can', 'x', 'deploy', 'payments/payment', '--cluster', 'mars'],
    ]) {
      expect((await ask(...words)).exit).to.equal(2);
    }
  });
});

describe('tinjis verify', () => {
  it('proves the files as they are', async () => {
    const { exit, out } = await ask('verify');
    expect(out).to.contain('promises hold');
    expect(exit).to.equal(0);
  });

  it('proves a Git revision, and says when there is none', async () => {
    await inFolder({}, async (folder) => {
      cpSync(base, folder, { recursive: true });
      const around = surroundings(folder);
      expect(await run(['verify', '--revision', 'HEAD'], around)).to.equal(3);
      expect(around.err.join('')).to.contain('Git cannot read revision HEAD');
      for (const words of [
        ['init', '-q'],
        ['add', '-A'],
        ['-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-q', '-m', 'x'],
      ]) {
        execFileSync('git', words, { cwd: folder });
      }
      // The proof covers the revision, not the files beside it.
      rmSync(join(folder, 'clusters'), { recursive: true });
      expect(await run(['verify', '--revision', 'HEAD'], around)).to.equal(0);
    });
  });

  it('ends with 3 for a repository that cannot be read', async () => {
    await inFolder({ 'policies/teams.yaml': 'a: [' }, async (folder) => {
      expect(await run(['verify', '--json'], surroundings(folder))).to.equal(3);
      expect(await run(['can', 'x', 'push', 'y'], surroundings(folder))).to.equal(3);
    });
  });
});
