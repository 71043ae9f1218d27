import { appendFileSync, cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { surroundings } from '../streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const base = join(process.cwd(), '../delivery/testing/fixtures/base');
const lastRun = JSON.stringify({ schema: 1, started: '2026-11-23T04:00:00Z', passed: 393, failed: 0, results: [] });

describe('tinjis report', () => {
  it('writes one page, with the last run of the live checks where there is one', async () => {
    await inFolder({ 'state/tinjis/tinjis/report.json': lastRun }, async (folder) => {
      const around = surroundings(folder, { XDG_STATE_HOME: join(folder, 'state') });
      const output = join(folder, 'made', 'report.html');
      expect(await run(['report', '-C', base, '--output', output], around), around.err.join('')).to.equal(0);
      expect(around.out.join('')).to.match(/^made\/report\.html: \d+ KiB; open it in a browser\n$/);
      expect(readFileSync(output, 'utf8')).to.contain([
        'tinjis: who may do what on staging',
        '393 checks passed',
        '<svg ',
      ]);
    });
  });

  it('takes the run and the cluster it is told, and says in JSON what it wrote', async () => {
    await inFolder({ 'run.json': lastRun }, async (folder) => {
      const around = surroundings(folder);
      expect(
        await run(
          [
            'report',
            '-C',
            base,
            '--output',
            join(folder, 'a.html'),
            '--cluster',
            'staging',
            '--run',
            'run.json',
            '--json',
          ],
          around,
        ),
      ).to.equal(0);
      expect(JSON.parse(around.out.join(''))).to.equal({
        schema: 1,
        file: 'a.html',
        kept: true,
        live: { passed: 393, failed: 0 },
      });
    });
  });

  it('says by its exit that a promise is broken, and writes the page all the same', async () => {
    await inFolder({}, async (folder) => {
      cpSync(base, join(folder, 'repository'), { recursive: true });
      appendFileSync(join(folder, 'repository/clusters/base/teams/payments/project.yaml'), '# changed by hand\n');
      const around = surroundings(join(folder, 'repository'), { XDG_STATE_HOME: folder });
      expect(await run(['report', '--json'], around), around.err.join('')).to.equal(1);
      expect(JSON.parse(around.out.join(''))).to.equal({ schema: 1, file: '.tinjis/report.html', kept: false });
      expect(readFileSync(join(folder, 'repository/.tinjis/report.html'), 'utf8')).to.contain('promises are broken');
    });
  });

  it('refuses a cluster or a run that is not there, and writes nothing', async () => {
    await inFolder({}, async (folder) => {
      const output = join(folder, 'a.html');
      for (const [option, value] of [
        ['--cluster', 'nowhere'],
        ['--run', 'nothing.json'],
      ] as const) {
        const around = surroundings(folder, { XDG_STATE_HOME: folder });
        expect(await run(['report', '-C', base, '--output', output, option, value], around)).to.equal(2);
        expect(around.err.join('')).to.match(/there is no (?:cluster nowhere|file nothing\.json)/);
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
