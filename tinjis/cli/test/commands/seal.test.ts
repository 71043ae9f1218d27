import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { organisation, teamFile } from '@tinjis/delivery/testing/organisation';
import { elliptic, sound } from '@tinjis/delivery/testing/certificates';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const sealedFile = 'apps/billing/antaeus/overlays/staging/sealed-secrets.yaml';
const keysFile = 'apps/payments/payment/overlays/staging/api-keys.json';
const files = {
  'policies/teams.yaml': teamFile,
  'clusters/staging/bootstrap/sealing-certificate.pem': sound,
  'clusters/production/bootstrap/sealing-certificate.pem': elliptic,
  [keysFile]: '[]\n',
  'apps/payments/payment/overlays/staging/sealed-secrets.yaml': 'a: [\n',
};

async function seal(root: string, input: string, ...args: string[]) {
  const around = {
    ...surroundings(root),
    stdin: (async function* () {
      yield input;
    })(),
  };
  const exit = await run(['seal', ...args], around);
  return { exit, out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis seal', () => {
  it('seals from standard input into the overlay, and shows the certificate but never the value', () =>
    inFolder(files, async (root) => {
      const { exit, out, err } = await seal(
        root,
        'hunter2\n',
        'billing/antaeus',
        '--cluster',
        'staging',
        '--secret',
        'antaeus-database',
        '--item',
        'password',
        '--new',
      );
      expect(exit).to.equal(0);
      expect(out).to.match(
        /^staging: sealed password of Secret billing\/antaeus-database\n {2}apps\S+\ncertificate ([0-9A-F]{2}:){31}[0-9A-F]{2}\nvalid until 2126-/,
      );
      const written = readFileSync(join(root, sealedFile), 'utf8');
      expect(written).to.match(/name: antaeus-database\n {2}namespace: billing\n[^]* {4}password: AQ/);
      expect(out + err + written)
        .not.to.contain('hunter2')
        .and.not.to.contain(Buffer.from('hunter2').toString('base64'));
      const again = await seal(
        root,
        'other',
        'billing/antaeus',
        '--cluster',
        'staging',
        '--secret',
        'antaeus-database',
        '--item',
        'password',
        '--json',
      );
      expect(JSON.parse(again.out)).to.include({ files: [sealedFile] });
      expect(readFileSync(join(root, sealedFile), 'utf8').split('\n')).to.have.length(written.split('\n').length);
    }));

  it('writes a Secret or an item that is not there only with --new', () =>
    inFolder(files, async (root) => {
      const sealInto = (secret: string, item: string, ...more: string[]) =>
        seal(root, '{}', 'billing/antaeus', '--cluster', 'staging', '--secret', secret, '--item', item, ...more);
      const typo = await sealInto('registry', '.dockerconfigjson');
      expect(typo.err).to.contain('there is no SealedSecret registry').and.to.contain('--new');
      expect(typo.err).to.contain(sealedFile);
      expect([typo.exit, (await sealInto('registry', '.dockerconfigjson', '--new')).exit]).to.equal([2, 0]);
      expect((await sealInto('registry', '.dockerconfigjson')).exit).to.equal(0);
      const before = readFileSync(join(root, sealedFile), 'utf8');
      const item = await sealInto('registry', 'dockerconfigjson');
      expect(item.err).to.contain('has no item dockerconfigjson, only .dockerconfigjson');
      expect([item.exit, readFileSync(join(root, sealedFile), 'utf8')]).to.equal([2, before]);
      expect((await sealInto('registry', 'dockerconfigjson', '--new')).exit).to.equal(0);
    }));

  it('replaces a value of Argo CD itself, and leaves its Secret as it is', () => {
    const file = 'clusters/staging/bootstrap/sealed-secrets.yaml';
    const before = organisation.text(file);
    return inFolder({ ...files, [file]: before }, async (root) => {
      const { exit } = await seal(
        root,
        'hunter2',
        'platform',
        '--cluster',
        'staging',
        '--secret',
        'argocd-webhooks',
        '--item',
        'github',
      );
      const after = readFileSync(join(root, file), 'utf8');
      const others = (text: string) => text.split('\n').filter((line) => !line.startsWith('    github: '));
      expect({ exit, changed: after !== before }).to.equal({ exit: 0, changed: true });
      expect(others(after)).to.equal(others(before));
    });
  });

  it('rotates a key in three steps', () =>
    inFolder(files, async (root) => {
      const step = (name: string) => seal(root, '', 'billing/antaeus', '--cluster', 'staging', '--rotate', name);
      const keys = () => (JSON.parse(readFileSync(join(root, keysFile), 'utf8')) as unknown[]).length;
      expect([(await step('start')).exit, keys()]).to.equal([0, 1]);
      const { out } = await step('start');
      expect(out)
        .to.contain('wait until the called service has synced')
        .and.to.contain(keysFile)
        .and.to.contain(sealedFile);
      expect(readFileSync(join(root, sealedFile), 'utf8')).to.contain('payment-api-key.next: ');
      expect([(await step('switch')).exit, keys()]).to.equal([0, 2]);
      expect([(await step('finish')).exit, keys()]).to.equal([0, 1]);
      const early = await step('finish');
      expect({ exit: early.exit, says: early.err.includes('no old key to drop') }).to.equal({ exit: 3, says: true });
    }));

  const named = ['--secret', 's', '--item', 'i'];
  for (const [what, exit, args, says] of [
    ['a service nobody knows', 2, ['billing/x', '--cluster', 'staging', ...named], 'no service'],
    ['a cluster nobody knows', 2, ['billing/antaeus', '--cluster', 'x', ...named], 'no cluster'],
    [
      'a cluster without certificate',
      3,
      ['billing/antaeus', '--cluster', 'local', ...named],
      'sealing-certificate.pem',
    ],
    ['a certificate that cannot seal', 3, ['billing/antaeus', '--cluster', 'production', ...named], 'no RSA key'],
    ['no secret', 2, ['billing/antaeus', '--cluster', 'staging', '--item', 'i'], '--secret'],
    ['no item', 2, ['billing/antaeus', '--cluster', 'staging', '--secret', 's'], '--item'],
    [
      'a name that is none',
      2,
      ['billing/antaeus', '--cluster', 'staging', '--secret', 's: x', '--item', 'i'],
      '--secret',
    ],
    ...['My_Secret', 'a..b', '-a', 'a.', 'a'.repeat(254)].map(
      (secret) =>
        [
          `the Secret name ${secret.slice(0, 10)}`,
          2,
          ['billing/antaeus', '--cluster', 'staging', `--secret=${secret}`, '--item', 'i', '--new'],
          'no name of a Secret',
        ] as const,
    ),
    ...['a b', '..', '.', '..a', 'ä', 'a'.repeat(254)].map(
      (item) =>
        [
          `the key ${item.slice(0, 10)}`,
          2,
          ['billing/antaeus', '--cluster', 'staging', '--secret', 's', `--item=${item}`, '--new'],
          'no key in a Secret',
        ] as const,
    ),
    [
      'an item that is none',
      2,
      ['billing/antaeus', '--cluster', 'staging', '--secret', 's', '--item', 'i\nj'],
      '--item',
    ],
    ['a Secret that is not there', 2, ['billing/antaeus', '--cluster', 'staging', ...named], '--new'],
    ['a file it cannot edit', 3, ['payments/payment', '--cluster', 'staging', ...named, '--new'], 'not valid YAML'],
    ['a file it cannot read', 3, ['payments/payment', '--cluster', 'staging', ...named], 'not valid YAML'],
    ['a value as argument', 2, ['billing/antaeus', 'hunter2', '--cluster', 'staging', ...named], 'too many arguments'],
    ['a step nobody knows', 2, ['billing/antaeus', '--cluster', 'staging', '--rotate', 'now'], 'no step now'],
    ['a rotation for the platform', 2, ['platform', '--cluster', 'staging', '--rotate', 'start'], 'calls no service'],
    [
      'a rotation for a service that calls none',
      2,
      ['payments/payment', '--cluster', 'staging', '--rotate', 'start'],
      'calls no service',
    ],
  ] as const) {
    it(`refuses ${what}`, () =>
      inFolder(files, async (root) => {
        const result = await seal(root, 'value', ...args);
        expect({ exit: result.exit, says: result.err.includes(says) }).to.equal({ exit, says: true });
      }));
  }
});
