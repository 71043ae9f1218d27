import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { teamFile } from '@tinjis/delivery/testing/organisation';
import { base } from '@tinjis/delivery/testing/repository';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const file = 'apps/payments/payment/overlays/staging/kustomization.yaml';
const files = { 'policies/teams.yaml': teamFile, [file]: base[file] as string };
const digest = `sha256:${'d'.repeat(64)}`;
const image = `ghcr.io/tinjis/tinjis-delivery/payment:${'c'.repeat(40)}`;

async function bump(root: string, ...args: string[]) {
  const around = surroundings(root);
  const exit = await run(['bump', ...args], around);
  return { exit, out: around.out.join(''), err: around.err.join('') };
}

describe('tinjis bump', () => {
  it('enters the image, and has nothing to do the second time', () =>
    inFolder(files, async (root) => {
      const first = await bump(root, 'payments/payment', '--image', image, '--digest', digest);
      expect(first.exit).to.equal(0);
      expect(first.out).to.equal(`payments/payment on staging now runs ${image}@${digest}\n  ${file}\n`);
      const [before, written] = [base[file] as string, readFileSync(join(root, file), 'utf8')];
      const entry = `    newName: ${image.split(':')[0]}\n    newTag: ${'c'.repeat(40)}\n    digest: ${digest}\n`;
      expect(written).to.equal(before.replace('- name: payment\n', `- name: payment\n${entry}`));

      const { ino } = statSync(join(root, file));
      const second = await bump(root, 'payments/payment', '--image', image, '--digest', digest, '--json');
      expect(JSON.parse(second.out)).to.include({ file, changed: false });
      expect(statSync(join(root, file)).ino).to.equal(ino);
    }));

  for (const [what, exit, args, says] of [
    ['a service nobody knows', 2, ['payments/antaeus', '--image', image, '--digest', digest], 'there is no service'],
    [
      'a cluster nobody knows',
      2,
      ['payments/payment', '--image', image, '--digest', digest, '--cluster', '../x'],
      'there is no cluster',
    ],
    [
      'the image of another service',
      2,
      ['payments/payment', '--image', image.replace('payment:', 'antaeus:'), '--digest', digest],
      "this service's image",
    ],
    ['no digest', 2, ['payments/payment', '--image', image], '--digest'],
    [
      'an overlay that is not there',
      3,
      ['payments/payment', '--image', image, '--digest', digest, '--cluster', 'production'],
      'production',
    ],
    [
      'an overlay without the entry',
      3,
      ['billing/antaeus', '--image', image.replace('payment:', 'antaeus:'), '--digest', digest],
      'no image entry',
    ],
  ] as const) {
    const without = { 'apps/billing/antaeus/overlays/staging/kustomization.yaml': 'resources: []\n' };
    it(`refuses ${what}, and writes nothing`, () =>
      inFolder({ ...files, ...without }, async (root) => {
        const result = await bump(root, ...args);
        expect({ exit: result.exit, says: result.err.includes(says) }).to.equal({ exit, says: true });
        expect(readFileSync(join(root, file), 'utf8')).to.equal(files[file]);
      }));
  }
});
