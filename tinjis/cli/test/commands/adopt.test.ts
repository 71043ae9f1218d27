import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, createDecipheriv, createHash, privateDecrypt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { parse, parseAllDocuments } from 'yaml';
import { verify } from '@tinjis/delivery/api';
import { run } from '../../src/cli.ts';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

interface Ended {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/**
 * The controller's handling of a sealed value; the sealing oracle checks the form against the controller's own code.
 */
function opened(key: string, label: string, item: string): string {
  const bytes = Buffer.from(item, 'base64');
  const length = bytes.readUInt16BE();
  const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
  const session = privateDecrypt({ key, ...padding }, bytes.subarray(2, 2 + length));
  const cipher = createDecipheriv('aes-256-gcm', session, Buffer.alloc(12)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([cipher.update(bytes.subarray(2 + length, -16)), cipher.final()]).toString();
}

describe('tinjis adopt', () => {
  let top: string;
  let root: string;

  before(() => {
    top = mkdtempSync(join(tmpdir(), 'tinjis-adopt-'));
    root = join(top, 'repository');
    copyOrganisation(root);
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  async function adopt(...options: readonly string[]): Promise<Ended> {
    const around = surroundings(root);
    const exit = await run(
      ['adopt', '--organisation', 'Acme', '--example', '--domain', 'staging=staging.acme.test', ...options],
      around,
    );
    return { exit, out: around.out.join(''), err: around.err.join('') };
  }
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');

  it('writes nothing in a dry run, makes no key, and says whose members stay', async () => {
    const { exit, out } = await adopt(
      '--keys',
      join(top, 'keys'),
      '--members',
      'payments=ann,bob',
      'billing=cid',
      '--dry-run',
    );
    expect(exit).to.equal(0);
    expect(out).to.contain('+organisation: Acme').and.to.contain('+registry: ghcr.io/acme/tinjis-delivery');
    expect(out)
      .to.contain('staging and production would get a new sealing key')
      .and.to.endWith(
        'nothing written.\nMembers left as they are: platform: platform-admin. Change them in policies/teams.yaml, then run npx tinjis generate.\n',
      );
    expect(existsSync(join(top, 'keys'))).to.be.false();
    expect(read('policies/teams.yaml')).to.contain('organisation: tinjis\n');
  });

  it('lets the teams that are there leave, and gives the pages the new owner', async () => {
    writeFileSync(join(root, 'README.md'), '# Delivery\n\nhttps://github.com/tinjis/tinjis-delivery\n');
    const around = surroundings(root);
    const keys = ['--keys', join(top, 'keys')];
    expect(await run(['adopt', '--organisation', 'Acme', ...keys, '--dry-run'], around)).to.equal(0);
    expect(around.out.join(''))
      .to.contain('- apps/billing/antaeus/base/deployment.yaml\n')
      .and.to.match(/~ README\.md\n(?: {4}.*\n)* {4}\+> \*\*The delivery repository of Acme\.\*\*/)
      .and.to.contain('+https://github.com/Acme/tinjis-delivery\n');
    rmSync(join(root, 'README.md'));
  });

  it('refuses keys inside the repository, a pair that is none, a name that is none, and an organisation that cannot be', async () => {
    expect(await adopt('--keys', 'keys')).to.part.include({ exit: 2 });
    expect((await adopt('--keys', join(top, 'keys'), '--members', 'payments')).err).to.contain(
      '--members is given payments, expected NAME=VALUE',
    );
    expect((await adopt('--keys', join(top, 'keys'), '--members', 'payments=')).err).to.contain('expected NAME=VALUE');
    const nobody = await adopt('--keys', join(top, 'keys'), '--members', 'nobody=ann');
    expect(nobody).to.include({ exit: 1 });
    expect(nobody.out).to.contain('there is no team nobody');
    expect((await adopt('--keys', join(top, 'keys'), '--registry', 'Not A Path')).out).to.contain(
      'the team file would have a fault',
    );
  });

  it('refuses where a promise would be broken, and writes nothing', async () => {
    const file = join(root, 'apps/payments/payment/overlays/staging/kustomization.yaml');
    const text = readFileSync(file, 'utf8');
    // In braces, so it cannot be reset to never built; and the old registry's image does not belong to the new owner.
    const image = `newName: ghcr.io/tinjis/tinjis-delivery/payment, newTag: ${'a'.repeat(40)}, digest: "sha256:${'b'.repeat(64)}"`;
    writeFileSync(file, text.replace(/^ {2}- name: payment$/m, `  - {name: payment, ${image}}`));
    const { exit, out } = await adopt('--keys', join(top, 'keys'));
    writeFileSync(file, text);
    expect(exit).to.equal(1);
    expect(out).to.contain('afterwards a promise would be broken');
    expect(existsSync(join(top, 'keys'))).to.be.false();
    expect(read('policies/teams.yaml')).to.contain('organisation: tinjis\n');
  });

  it("makes the repository one's own: verify is green, and only the new keys open its values", async () => {
    const everybody = ['platform=root', 'payments=ann', 'billing=cid'];
    const { exit, out } = await adopt(
      '--keys',
      join(top, 'keys'),
      '--remote',
      'https://github.com/Acme/delivery',
      '--delivery-app',
      'acme-images',
      '--members',
      ...everybody,
    );
    expect(exit).to.equal(0);
    expect(out)
      .to.match(/staging: \d+ values sealed for certificate [0-9A-F:]{95}\n/)
      .and.to.endWith('files written; commit them together.\n');
    expect(out)
      .to.contain('To be told to another system: argocd-webhooks/github')
      .and.to.contain('seal platform --cluster staging --secret argocd-sso --item github-client-id');
    expect(verify(diskTree(root))).to.part.include({ kept: true });
    const files = readdirSync(join(top, 'keys'));
    expect(files).to.equal([
      'production-sealing-key.yaml',
      'production-values.txt',
      'staging-sealing-key.yaml',
      'staging-values.txt',
    ]);
    files.forEach((file) => expect(statSync(join(top, 'keys', file)).mode & 0o777, file).to.equal(0o600));

    const secret = parse(readFileSync(join(top, 'keys', 'staging-sealing-key.yaml'), 'utf8')) as {
      data: Record<string, string>;
    };
    const key = Buffer.from(String(secret.data['tls.key']), 'base64').toString();
    const sealed = parseAllDocuments(read('apps/billing/antaeus/overlays/staging/sealed-secrets.yaml'))
      .map(
        (document) =>
          document.toJS() as { metadata: { name: string }; spec: { encryptedData: Record<string, string> } },
      )
      .find(({ metadata }) => metadata.name === 'antaeus-payment-api-key');
    const shown = opened(key, 'billing/antaeus-payment-api-key', String(sealed?.spec.encryptedData['payment-api-key']));
    const [entry] = JSON.parse(read('apps/payments/payment/overlays/staging/api-keys.json')) as { sha256: string }[];
    expect(entry?.sha256).to.equal(createHash('sha256').update(shown).digest('hex'));
    expect(out).not.to.contain(shown);
  });

  it('refuses to write over a key', async () => {
    const { exit, err } = await adopt('--keys', join(top, 'keys'), '--json');
    expect(exit).to.equal(2);
    expect(err).to.equal('');
  });
});
