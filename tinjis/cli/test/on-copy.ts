import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Lab from '@hapi/lab';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { run } from '../src/cli.ts';
import { surroundings } from './streams.ts';

/** A copy of the example organisation, and commands in it. */
export interface OnCopy {
  /** Its top folder, once the tests run. */
  readonly root: string;
  tinjis(...args: readonly string[]): Promise<{ readonly exit: number; readonly out: string }>;
}

/** Copies the organisation before the tests of the block that calls this, and removes the copy after them. */
export function onCopy({ before, after }: Lab.script.Script): OnCopy {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'tinjis-copy-'));
    copyOrganisation(root);
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return {
    get root() {
      return root;
    },
    async tinjis(...args) {
      const around = surroundings(root);
      return { exit: await run(args, around), out: around.out.join('') };
    },
  };
}
