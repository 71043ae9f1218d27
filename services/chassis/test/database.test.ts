import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../src/database.ts';
import { silentProxy, type SilentProxy } from '../testing/silent-proxy.ts';
import { freePort, testDatabase, type TestDatabase } from '../testing/postgres.ts';

export const lab = Lab.script();
const { describe, it, before, after } = lab;

describe('openDatabase', () => {
  let test: TestDatabase;
  let database: Database<unknown>;
  const broken: string[] = [];
  before(async () => {
    test = await testDatabase();
    database = openDatabase({
      url: test.url,
      maxConnections: 2,
      applicationName: 'cut',
      onError: ({ message }) => {
        broken.push(message);
      },
    });
  });
  after(async () => {
    await database.close();
    await test.drop();
  });

  const cut = async () => {
    const other = openDatabase({ url: test.url, maxConnections: 1, applicationName: 'cutter' });
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cut'`.execute(other.db);
    await other.close();
  };

  it('reads int8 as bigint, and leaves other types to the driver', async () => {
    const { rows } =
      await sql`select 9007199254740993::int8 as large, 7 as small, current_setting('application_name') as name`.execute(
        database.db,
      );
    expect(rows[0]).to.equal({ large: 9007199254740993n, small: 7, name: 'cut' });
  });

  it('takes a role, whatever its name', async () => {
    const name = `role of \\ ${new URL(test.url).pathname.slice(1)}`;
    const quoted = `"${name}"`;
    await database.pool.query(`create role ${quoted}`);
    const other = openDatabase({ url: test.url, role: name, maxConnections: 1, applicationName: 'role' });
    const { rows } = await other.pool.query<{ role: string }>('select current_user as role');
    expect(rows).to.equal([{ role: name }]);
    await other.close();
    await database.pool.query(`drop role ${quoted}`);
  });

  it('takes the password from a file, anew for each connection', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tinjis-password-'));
    const passwordFile = join(folder, 'password');
    const url = new URL(test.url);
    writeFileSync(passwordFile, 'wrong\n');
    const other = openDatabase({ url: url.href, passwordFile, maxConnections: 1, applicationName: 'password' });
    expect(await other.isUp()).to.be.false();
    writeFileSync(passwordFile, `${url.password}\n`);
    expect(await other.isUp()).to.be.true();
    await other.close();
    rmSync(folder, { recursive: true });
  });

  it('is not up where no server answers', async () => {
    const port = await freePort();
    for (const url of [
      `postgres://somebody@127.0.0.1:${port}/nothing`,
      'postgres://somebody@nowhere.invalid/nothing',
    ]) {
      const other = openDatabase({ url, maxConnections: 1, applicationName: 'away' });
      expect(await other.isUp()).to.be.false();
      await other.close();
    }
  });

  it('is up while all of its connections are busy', async () => {
    const busy = openDatabase({ url: test.url, maxConnections: 1, applicationName: 'busy' });
    const statement = sql`select pg_sleep(0.3)`.execute(busy.db);
    await sleep(50);
    expect(await busy.isUp()).to.be.true();
    await statement;
    await busy.close();
  });

  it('ends a statement that takes too long, on the server and with a definite answer', async () => {
    // The server has four fifths of it, and on a busy machine its answer may come late.
    const hasty = openDatabase({ url: test.url, maxConnections: 1, applicationName: 'hasty', timeoutMs: 4_000 });
    await expect(sql`select pg_sleep(60)`.execute(hasty.db)).to.reject(/statement timeout/);
    await hasty.close();
  });

  describe('behind a way that falls silent', () => {
    let proxy: SilentProxy;
    const heard: string[] = [];
    const open = (timeoutMs: number) => {
      const url = new URL(test.url);
      url.port = String(proxy.port);
      return openDatabase({
        url: url.href,
        maxConnections: 3,
        applicationName: 'silent',
        timeoutMs,
        onError: ({ message }) => {
          heard.push(message);
        },
      });
    };
    const three = (each: Database<unknown>) =>
      Promise.allSettled(Array.from({ length: 3 }, () => sql`select pg_sleep(0.05)`.execute(each.db)));
    before(async () => {
      proxy = await silentProxy(Number(new URL(test.url).port));
    });
    after(() => {
      proxy.close();
    });

    it('gives up silent connections, those that were idle with them, and works over new ones', async () => {
      const silent = open(1_000);
      await three(silent);
      expect(await silent.isUp()).to.be.true();
      proxy.silence();
      expect(await silent.isUp()).to.be.false();
      expect(await silent.isUp()).to.be.true();
      const begun = performance.now();
      await expect(sql`select 1`.execute(silent.db)).to.reject(/terminated/);
      await sql`select 1`.execute(silent.db);
      await three(silent);
      expect(performance.now() - begun).to.be.below(8000);
      expect(heard.join()).to.include('said nothing for 1000 ms');
      await silent.close();
    });

    it('leaves idle connections alone, however long they say nothing', async () => {
      const idle = open(400);
      const backend = async () =>
        (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(idle.db)).rows[0]?.pid;
      const first = await backend();
      await sleep(900);
      expect(await backend()).to.equal(first);
      await idle.close();
    });

    it('closes within its deadline all the same', async () => {
      const silent = open(60_000);
      await three(silent);
      await silent.isUp();
      proxy.silence();
      const begun = performance.now();
      await silent.close();
      expect(performance.now() - begun).to.be.between(4000, 8000);
    });
  });

  it('outlives connections that are cut in the middle of a statement, and goes on with new ones', async () => {
    const statement = sql`select pg_sleep(10)`.execute(database.db);
    setTimeout(() => void cut(), 100);
    await expect(statement).to.reject(/terminat/);
    // The pool may hand out a connection once more whose end it has not noticed yet.
    while (!(await database.isUp())) {
      await new Promise((later) => setTimeout(later, 5));
    }
  });

  it('tells of connections that are cut while idle, and goes on with new ones', async () => {
    await sql`select 1`.execute(database.db);
    broken.length = 0;
    await cut();
    while (broken.length === 0) {
      await new Promise((later) => setTimeout(later, 5));
    }
    expect(broken[0]).to.match(/terminat/);
    // The probe's own connection was cut as well.
    while (!(await database.isUp())) await sleep(5);
    await sql`select 1`.execute(database.db);
  });

  it('minds no broken connection when nobody wants to know', async () => {
    const other = openDatabase({ url: test.url, maxConnections: 1, applicationName: 'cut' });
    await sql`select 1`.execute(other.db);
    await cut();
    await new Promise((later) => setTimeout(later, 50));
    expect(await other.isUp()).to.be.true();
    await other.close();
  });
});
