import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { Ajv } from 'ajv';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';
import { copyOrganisation } from '@tinjis/delivery/testing/organisation';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const base = join(process.cwd(), '../delivery/testing/fixtures/base');
const lastRun = JSON.stringify({ schema: 1, started: '2026-11-23T04:00:00Z', passed: 393, failed: 0, results: [] });

const isReport = new Ajv({ allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(join(process.cwd(), 'src/report/report.schema.json'), 'utf8')) as object,
);
interface Printed {
  readonly file: string;
  readonly table: string;
  readonly kept: boolean;
  readonly full: boolean;
  readonly answers: readonly { readonly cluster: string; readonly team: string }[];
  readonly promises: readonly { readonly breaches: readonly object[] }[];
  readonly live?: { readonly passed: number };
}
/** What `--json` printed, which is what the schema says. */
const printed = ({ out }: { readonly out: readonly string[] }): Printed => {
  const found: unknown = JSON.parse(out.join(''));
  expect(isReport(found), JSON.stringify(isReport.errors)).to.be.true();
  return found as Printed;
};

describe('tinjis report', () => {
  it('writes one page and a table, with the last run of the live checks where there is one', async () => {
    await inFolder({ 'state/tinjis/tinjis/report.json': lastRun }, async (folder) => {
      const around = surroundings(folder, { XDG_STATE_HOME: join(folder, 'state') });
      const output = join(folder, 'made', 'report.html');
      expect(await run(['report', '-C', base, '--output', output], around), around.err.join('')).to.equal(0);
      expect(around.out.join('')).to.match(
        /^made\/report\.html: \d+ KiB; open it in a browser\. made\/report\.csv has the same as a table\n$/,
      );
      expect(readFileSync(output, 'utf8')).to.contain([
        'tinjis: who may do what on staging',
        '393 checks passed',
        '<svg ',
      ]);
      const [head, first] = readFileSync(join(folder, 'made', 'report.csv'), 'utf8').split('\r\n');
      expect(head).to.equal('cluster,team,question,others,verdict,decided by,because,place');
      expect(first).to.match(
        /^staging,payments,payments-dev push policies\/teams\.yaml --cluster staging,0,deny,git,".*",\.github\/CODEOWNERS:\d+$/,
      );
    });
  });

  it('begins with production, and takes a cluster, a team and a run', async () => {
    await inFolder({ 'run.json': lastRun }, async (folder) => {
      copyOrganisation(join(folder, 'repository'));
      const all = surroundings(folder, { XDG_STATE_HOME: folder });
      const made = ['report', '-C', join(folder, 'repository'), '--output', 'a', '--json'];
      expect(await run(made, all), all.err.join('')).to.equal(0);
      const { answers, ...found } = printed(all);
      expect([...new Set(answers.map(({ cluster }) => cluster))]).to.equal(['production', 'staging', 'local']);
      expect(found).to.include({ file: 'repository/a', table: 'repository/a.csv', kept: true, full: true });

      const some = surroundings(folder);
      const options = ['--cluster', 'staging', '--team', 'billing', '--run', 'run.json'];
      expect(await run([...made, ...options], some), some.err.join('')).to.equal(0);
      expect(printed(some).live?.passed).to.equal(393);
      expect(new Set(printed(some).answers.map(({ cluster, team }) => `${cluster} ${team}`))).to.equal(
        new Set(['staging billing']),
      );
    });
  });

  it('shows what matters most of many services, and everything about one team', async () => {
    await inFolder({}, async (folder) => {
      cpSync(base, folder, { recursive: true });
      const file = join(folder, 'policies/teams.yaml');
      const names = Array.from({ length: 60 }, (_, index) => `      s${index}: {}\n`);
      const teams = readFileSync(file, 'utf8');
      writeFileSync(
        file,
        `${teams.trimEnd()}\n  many:\n    role: developer\n    group: tinjis:many\n    members: [ann]\n    namespace: many\n    services:\n${names.join('')}`,
      );
      const asked = async (...options: readonly string[]): Promise<Printed> => {
        const around = surroundings(folder, { XDG_STATE_HOME: folder });
        expect(await run(['report', '--json', ...options], around), around.err.join('')).to.equal(1);
        return printed(around);
      };
      const wide = await asked();
      expect([wide.full, wide.kept]).to.equal([false, false]);
      const page = readFileSync(join(folder, '.tinjis/report.html'), 'utf8');
      expect(page).to.contain('npx tinjis report --team TEAM').and.not.contain('<svg ');
      const own = await asked('--team', 'payments');
      expect(own.full).to.be.true();
      expect(readFileSync(join(folder, '.tinjis/report.html'), 'utf8')).to.contain(
        'What people may do to payments/payment',
      );
    });
  });

  it('says by its exit that a promise is broken, and writes the page all the same', async () => {
    await inFolder({}, async (folder) => {
      cpSync(base, join(folder, 'repository'), { recursive: true });
      appendFileSync(join(folder, 'repository/clusters/base/teams/payments/project.yaml'), '# changed by hand\n');
      const around = surroundings(join(folder, 'repository'), { XDG_STATE_HOME: folder });
      expect(await run(['report', '--json'], around), around.err.join('')).to.equal(1);
      const found = printed(around);
      expect(found).to.include({ file: '.tinjis/report.html', table: '.tinjis/report.csv', kept: false });
      expect(found.live).to.be.undefined();
      expect(found.promises.filter(({ breaches }) => breaches.length > 0)).to.have.length(1);
      expect(readFileSync(join(folder, 'repository/.tinjis/report.html'), 'utf8')).to.contain('promises are broken');
    });
  });

  it('refuses a cluster, a team or a run that is not there, and writes nothing', async () => {
    await inFolder({}, async (folder) => {
      const output = join(folder, 'a.html');
      for (const [option, value] of [
        ['--cluster', 'nowhere'],
        ['--team', 'nobody'],
        ['--run', 'nothing.json'],
      ] as const) {
        const around = surroundings(folder, { XDG_STATE_HOME: folder });
        expect(await run(['report', '-C', base, '--output', output, option, value], around)).to.equal(2);
        expect(around.err.join('')).to.match(/there is no (?:cluster nowhere|team nobody|file nothing\.json)/);
      }
      expect(existsSync(output)).to.be.false();
    });
  });

  it('refuses a repository that cannot be read', async () => {
    await inFolder({ 'policies/teams.yaml': 'organisation: [' }, async (folder) => {
      const around = surroundings(folder);
      expect(await run(['report', '--output', join(folder, 'a.html')], around)).to.equal(3);
    });
  });
});
