import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { surroundings } from '../streams.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const base = join(process.cwd(), '../delivery/testing/fixtures/base');

/** Runs in a copy of the fixtures' base. @param verified runs `tinjis verify` there, and gives what it prints */
async function inCopy(
  test: (copy: string, verified: () => Promise<string>, cache: string) => Promise<void>,
): Promise<void> {
  await inFolder({}, async (folder) => {
    const copy = join(folder, 'copy');
    cpSync(base, copy, { recursive: true });
    const cache = join(folder, 'cache');
    await test(
      copy,
      async () => {
        const around = surroundings(copy, { ...process.env, TINJIS_CACHE: cache });
        expect(await run(['verify'], around)).to.equal(0);
        return around.out.join('');
      },
      cache,
    );
  });
}

describe('tinjis verify', () => {
  it('proves again what a change touches, and says what was proved before', async () => {
    await inCopy(async (copy, verified) => {
      const first = await verified();
      expect(first).to.not.include('proved before');
      expect(await verified()).to.include('\n3 of 3 parts were proved before, from the same files\n');
      appendFileSync(join(copy, 'apps/payments/payment/base/deployment.yaml'), '# changed\n');
      const after = await verified();
      expect(after).to.include('\n2 of 3 parts were proved before, from the same files\n');
      expect(after.replace(/\n\d of 3 parts.*/, '')).to.equal(first);
    });
  });

  it('says the same with a second thread, which a large repository gets', async () => {
    await inCopy(async (copy, verified) => {
      const small = await verified();
      const many = join(copy, 'policies/notes');
      mkdirSync(many);
      for (let each = 0; each < 4000; each += 1) {
        writeFileSync(join(many, `${each}.txt`), '');
      }
      // More files are more cases, and nothing else is another.
      const words = (text: string): string => text.replace(/[\d ]+/g, ' ');
      expect(words(await verified())).to.equal(words(small));
      expect(await verified()).to.include('3 of 3 parts were proved before');
    });
  });
});

describe('tinjis verify without a cache', () => {
  it('proves everything each time', async () => {
    for (let call = 0; call < 2; call += 1) {
      const around = surroundings(base, { ...process.env, TINJIS_CACHE: 'off' });
      expect(await run(['verify'], around)).to.equal(0);
      expect(around.out.join('')).to.not.include('proved before');
    }
  });
});

describe('the thread beside tinjis verify', () => {
  it('leaves to the other what was not rendered before', async () => {
    await inCopy(async (copy, _, cache) => {
      const thread = new Worker(join(process.cwd(), 'src/commands/verify-thread.ts'), {
        workerData: { root: copy, folder: cache },
        env: { ...process.env, TINJIS_CACHE: cache },
      });
      expect(await once(thread, 'exit')).to.equal([0]);
      // The version of kustomize at most.
      expect(readdirSync(cache).length).to.be.below(2);
    });
  });

  it('keeps the part of every team, and none of the platform', async () => {
    await inCopy(async (copy, verified, cache) => {
      await verified();
      // The renderings are in the cache of these tests.
      for (const name of readdirSync(cache)) {
        rmSync(join(cache, name));
      }
      const thread = new Worker(join(process.cwd(), 'src/commands/verify-thread.ts'), {
        workerData: { root: copy, folder: cache },
      });
      expect(await once(thread, 'exit')).to.equal([0]);
      expect(readdirSync(cache).length).to.equal(2);
      // Without the platform's part everything counts as proved now.
      expect(await verified()).to.not.include('proved before');
    });
  });
});
