import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedCommand } from '../../src/seed/command.ts';
import { listInvoices } from '../../src/store/invoices.ts';
import { openStore, type Store } from '../../testing/store.ts';

export const lab = Lab.script();
const { describe, it, before, beforeEach, after } = lab;

describe('seedCommand', () => {
  let store: Store;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => store.reset());
  after(() => store.drop());

  const command = async (args: string[], env: Record<string, string>) => {
    let text = '';
    return {
      code: await seedCommand(args, env, {
        write: (more) => {
          text += more;
        },
      }),
      text,
    };
  };

  it('adds what it is asked for and shows progress', async () => {
    const { code, text } = await command(['--customers', '2', '--invoices', '4'], { DATABASE_URL: store.url });
    expect({ code, text }).to.equal({ code: 0, text: '8 of 8 invoices\n' });
    expect(await listInvoices(store.db, { after: 0, limit: 100 })).to.have.length(8);
  });

  it('reads the password from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'antaeus-seed-'));
    const file = join(folder, 'password');
    const url = new URL(store.url);
    writeFileSync(file, `${url.password}\n`);
    url.password = '';
    const { code } = await command(['--customers', '1', '--invoices', '1'], {
      DATABASE_URL: url.href,
      DATABASE_PASSWORD_FILE: file,
    });
    rmSync(folder, { recursive: true });
    expect(code).to.equal(0);
  });

  it('refuses a command line or settings it cannot use, with the usage', async () => {
    const good = { DATABASE_URL: store.url };
    const cases: [string[], Record<string, string>, RegExp][] = [
      [[], good, /--customers must be a whole number/],
      [['--customers', '2'], good, /--invoices must be a whole number/],
      [['--customers', '0', '--invoices', '1'], good, /--customers must be/],
      [['--customers', '1e3', '--invoices', '1'], good, /--customers must be/],
      [['--clients', '2'], good, /--clients/],
      [['--customers', '1', '--invoices', '1'], {}, /DATABASE_URL/],
    ];
    for (const [args, env, complaint] of cases) {
      const { code, text } = await command(args, env);
      expect(code).to.equal(2);
      expect(text).to.match(complaint).and.contain('usage: ');
    }
    expect(await listInvoices(store.db, { after: 0, limit: 100 })).to.be.empty();
  });
});
