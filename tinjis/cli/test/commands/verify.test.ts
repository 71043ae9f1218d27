import { cpSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const base = join(process.cwd(), '../delivery/testing/fixtures/base');

describe('tinjis verify', () => {
  it('proves again what a change touches, and says what was proved before', async () => {
    await inFolder({}, async (folder) => {
      const copy = join(folder, 'copy');
      cpSync(base, copy, { recursive: true });
      const env = { ...process.env, TINJIS_CACHE: join(folder, 'cache') };
      const verified = async (): Promise<string> => {
        const around = surroundings(copy, env);
        expect(await run(['verify'], around)).to.equal(0);
        return around.out.join('');
      };
      const first = await verified();
      expect(first).to.not.include('proved before');
      expect(await verified()).to.include('\n3 of 3 parts were proved before, from the same files\n');
      appendFileSync(join(copy, 'apps/payments/payment/base/deployment.yaml'), '# changed\n');
      const after = await verified();
      expect(after).to.include('\n2 of 3 parts were proved before, from the same files\n');
      expect(after.replace(/\n\d of 3 parts.*/, '')).to.equal(first);
    });
  });
});
