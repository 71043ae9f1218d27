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

  it('enters an image that others built, where the team file lets a workload run it', () => {
    const teams = teamFile.replace(
      '        opsPort: 9001\n',
      '        opsPort: 9001\n        workloads: {cache: {images: [docker.io/library/redis]}}\n',
    );
    const overlay = `${base[file] as string}  - name: docker.io/library/redis\n`;
    return inFolder({ ...files, 'policies/teams.yaml': teams, [file]: overlay }, async (root) => {
      const redis = ['payments/payment', '--image', 'docker.io/library/redis:8.2', '--digest', digest];
      expect((await bump(root, ...redis)).exit).to.equal(0);
      expect(readFileSync(join(root, file), 'utf8')).to.equal(
        `${overlay}    newName: docker.io/library/redis\n    newTag: "8.2"\n    digest: ${digest}\n`,
      );
      const moving = await bump(root, ...redis.map((word) => word.replace(':8.2', ':latest')));
      expect(moving.exit).to.equal(2);
      expect(moving.err).to.contain('the tag in --image is latest, expected the tag of a version');
    });
  });

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
