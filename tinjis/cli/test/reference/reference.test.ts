import { execFile } from 'node:child_process';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { describeCommands } from '../../src/reference/describe.ts';
import { faultyExamples, referencePage } from '../../src/reference/page.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';
import { sample } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('describeCommands', () => {
  it('reads a whole command line from its declaration', async () => {
    const [greet, look] = await describeCommands(sample);
    expect(greet).to.equal({
      name: 'greet',
      summary: 'say <hello> | not more',
      usage: 'tinjis greet [options] <name> [others...]',
      arguments: [
        { name: '<name>', description: "somebody's name" },
        { name: '[others...]', description: 'more' },
      ],
      options: [
        { flags: '--loud', long: '--loud', takesValue: false, description: "in [capitals]: don't" },
        {
          flags: '-t, --time <hour>',
          long: '--time',
          short: '-t',
          takesValue: true,
          description: 'when',
          default: 'now',
        },
        {
          flags: '-C, --repository <folder>',
          long: '--repository',
          short: '-C',
          takesValue: true,
          description: 'the delivery repository, when it is not the one around this folder',
        },
        { flags: '--json', long: '--json', takesValue: false, description: 'print the result as JSON' },
      ],
      notes: 'Nobody is left out.',
      examples: ['tinjis greet you them --loud', 'echo x | tinjis greet you -t "$(date +%H)" | cat'],
    });
    expect(look).to.include({ notes: '', arguments: [{ name: '[at]', description: 'what', default: 'all' }] });
    expect(look?.options.map(({ long }) => long)).to.equal(['--json']);
  });
});

describe('referencePage', () => {
  it('gives each command its section, with what every command has told once', async () => {
    const page = referencePage(await describeCommands(sample));
    expect(page).to.contain('| [greet](#greet) | say &lt;hello> \\| not more |');
    expect(page).to.contain(
      "## greet\n\nSay <hello> | not more.\n\n```\ntinjis greet [options] <name> [others...]\n```\n\n| | |\n|---|---|\n| `<name>` | somebody's name |\n",
    );
    expect(page).to.contain(
      '| `-t, --time <hour>` | when (default: `now`) |\n\n```\nNobody is left out.\n```\n\n```sh\ntinjis greet you',
    );
    expect(page).to.match(/\| `\[at\]` \| what \(default: `all`\) \|\n\n```sh\nnpm run look\nnpm look -- all\n```\n$/);
    expect(page).not.to.contain('--repository');
    const [, look] = await describeCommands(sample);
    expect(referencePage(look ? [{ ...look, arguments: [] }] : [])).to.contain(
      'tinjis look [options] [at]\n```\n\n```sh',
    );
  });
});

describe('faultyExamples', () => {
  const withExamples = (...examples: string[]) =>
    sample
      .slice(0, 1)
      .map((each) => ({ ...each, load: async () => ({ command: { ...(await each.load()).command, examples } }) }));

  it('finds none where every example is taken', async () => {
    expect(await faultyExamples(sample)).to.equal([]);
  });

  it('finds an example that is refused, about something else, or missing', async () => {
    expect(await faultyExamples(withExamples('tinjis greet'))).to.equal([
      "greet: error: missing required argument 'name': tinjis greet",
    ]);
    expect((await faultyExamples(withExamples('tinjis greet x --lout'))).join()).to.match(
      /^greet: error: unknown option '--lout'/,
    );
    expect(await faultyExamples(withExamples('tinjis greets x'))).to.equal([
      'greet: the example is not about it: tinjis greets x',
    ]);
    expect(await faultyExamples(withExamples())).to.equal(['greet has no example']);
  });
});

describe('docs/cli.md', () => {
  // In a process of its own: a test cannot load commands that work on clusters as modules.
  const check = (...more: string[]) =>
    new Promise<{ readonly exit: number; readonly said: string }>((done) => {
      execFile(
        process.execPath,
        [join(process.cwd(), '../../.ci/cli-reference.ts'), '--check', ...more],
        (error, _stdout, stderr) => {
          done({ exit: error ? Number(error.code) : 0, said: stderr });
        },
      );
    });

  it('is what the commands say', async () => {
    expect(await check()).to.equal({ exit: 0, said: '' });
  });

  it('would be found out if it were not', () =>
    inFolder({ 'cli.md': '# tinjis\n' }, async (folder) => {
      const { exit, said } = await check(join(folder, 'cli.md'));
      expect(exit).to.equal(1);
      expect(said).to.contain('npm run reference');
    }));
});
