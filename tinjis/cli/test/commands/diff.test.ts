import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { delivery } from '@tinjis/delivery/testing/smallest';
import { git } from '@tinjis/manifests/testing/checkout';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const env = { PATH: process.env['PATH'] ?? '' };
const service = 'apps/shop/cart/base/service.yaml';

/** A repository with one commit, and a changed port after it. */
async function changed<T>(text: string, work: (folder: string, env: Record<string, string>) => Promise<T>): Promise<T> {
  return inFolder(delivery, async (folder) => {
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', 'first');
    writeFileSync(join(folder, service), text);
    return work(folder, { ...env, TINJIS_CACHE: join(folder, '.git', 'renderings') });
  });
}

describe('tinjis diff', () => {
  it('says what the checkout changes, field by field, and leaves the checkout alone', async () => {
    await changed(delivery[service].replace('8000', '8080'), async (folder, variables) => {
      const around = surroundings(folder, variables);
      expect(await run(['diff'], around)).to.equal(0);
      expect(around.out.join('')).to.equal(
        [
          'shop on local apps/shop/cart/overlays/local',
          '  ~ Service shop/cart',
          '      spec.ports[http].port: 8000 → 8080',
          '',
          '0 added, 1 changed, 0 removed\n',
        ].join('\n'),
      );
      expect(git(folder, 'status', '--porcelain')).to.equal(` M ${service}\n`);
      const comment = surroundings(folder, variables);
      expect(await run(['diff', 'main', '--markdown'], comment)).to.equal(0);
      expect(comment.out.join('')).to.contain(
        '<details><summary><b>shop</b> on local: 0 added, 1 changed, 0 removed</summary>',
      );
    });
  });

  it('finds what an API server would refuse beside the difference', async () => {
    await changed(`${delivery[service]}  slector: {a: b}\n`, async (folder, variables) => {
      const around = surroundings(folder, variables);
      expect(await run(['diff'], around)).to.equal(1);
      expect(around.out.join(''))
        .to.contain('spec.slector: (absent) → {"a":"b"}')
        .and.to.contain('fix: did you mean selector?');
    });
  });

  it('refuses a base that Git does not know', async () => {
    await changed('', async (folder, variables) => {
      const around = surroundings(folder, variables);
      expect(await run(['diff', 'nowhere'], around)).to.equal(3);
      expect(around.err.join('')).to.contain('Git cannot read revision nowhere');
    });
  });
});
