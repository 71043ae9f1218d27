import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../src/cli.ts';
import type { CommandModule } from '../src/commands/command.ts';
import type { ListedCommand } from '../src/commands/command.ts';
import { Failure } from '@tinjis/manifests/failure';
import { surroundings } from './streams.ts';
import { inFolder } from '@tinjis/manifests/testing/temporary';

export const lab = Lab.script();
const { describe, it } = lab;

const repository = { 'policies/teams.yaml': '' };

function listed(runCommand: CommandModule['run'], name = 'greet'): ListedCommand {
  const command: CommandModule = {
    examples: [`tinjis ${name} you`],
    declare: (each) => void each.argument('[names...]').option('--loud'),
    run: runCommand,
  };
  return { name, summary: 'says hello', load: async () => ({ command }) };
}

const greet = listed(({ args, options, context }) => {
  context.progress('thinking');
  return {
    exit: args.length > 1 ? 1 : 0,
    text: ({ bold }) => bold(`hello ${args.join(' and ')}`),
    json: { args, loud: options['loud'] ?? false },
  };
});

describe('the command frame', () => {
  it('prints a result to standard output and progress to standard error', async () => {
    await inFolder(repository, async (folder) => {
      const around = surroundings(folder);
      expect(await run(['greet', 'you'], around, [greet])).to.equal(0);
      expect(around.out.join('')).to.equal('hello you\n');
      expect(around.err.join('')).to.equal('thinking\n');
    });
  });

  it('gives the exit code of the outcome, and flattens a variadic argument', async () => {
    await inFolder(repository, async (folder) => {
      const around = surroundings(folder);
      expect(await run(['greet', 'you', 'them'], around, [greet])).to.equal(1);
      expect(around.out.join('')).to.equal('hello you and them\n');
    });
  });

  it('prints one JSON document with its schema version', async () => {
    await inFolder(repository, async (folder) => {
      const around = surroundings(folder, { FORCE_COLOR: '1' });
      expect(await run(['greet', '--loud', '--json'], around, [greet])).to.equal(0);
      expect(JSON.parse(around.out.join(''))).to.equal({ schema: 1, args: [], loud: true });
    });
  });

  it('finds the repository around the folder, or takes the one it is told', async () => {
    await inFolder({ ...repository, 'apps/deep/file': '' }, async (folder) => {
      let root = '';
      const where = listed(({ context }) => {
        root = context.root;
        return { exit: 0, text: () => '', json: {} };
      });
      await run(['greet'], surroundings(`${folder}/apps/deep`), [where]);
      expect(root).to.equal(folder);
      await run(['greet', '-C', folder], surroundings('/'), [where]);
      expect(root).to.equal(folder);
    });
  });

  it('ends with 3 outside a repository, saying what, why and how to fix', async () => {
    await inFolder({}, async (folder) => {
      const around = surroundings(folder);
      expect(await run(['greet'], around, [greet])).to.equal(3);
      expect(around.err.join(''))
        .to.contain('tinjis greet: this folder is not inside a delivery repository')
        .and.contain('why: ')
        .and.contain('fix: ');
      expect(around.out).to.be.empty();
      expect(await run(['greet', '--repository', 'x'], surroundings(folder), [greet])).to.equal(3);
    });
  });

  it('ends with 2 for an unknown command, an unknown option and a command that refuses its arguments', async () => {
    await inFolder(repository, async (folder) => {
      const misused = listed(() => {
        throw new Failure('misuse', { what: 'no such person', at: { file: 'a.yaml', line: 3 }, fix: 'name another' });
      });
      const around = surroundings(folder);
      expect(await run(['great'], around, [greet])).to.equal(2);
      expect(around.err.join('')).to.contain('unknown command').and.contain('greet');
      expect(await run(['greet', '--quiet'], surroundings(folder), [greet])).to.equal(2);
      const refused = surroundings(folder);
      expect(await run(['greet'], refused, [misused])).to.equal(2);
      expect(refused.err.join('')).to.equal('tinjis greet: no such person\n  a.yaml:3\n  fix: name another\n');
    });
  });

  it('puts an expected failure into JSON where JSON is asked for', async () => {
    await inFolder({}, async (folder) => {
      const around = surroundings(folder);
      expect(await run(['greet', '--json'], around, [greet])).to.equal(3);
      expect(JSON.parse(around.out.join(''))).to.include({ schema: 1 });
      expect(JSON.parse(around.out.join('')).error).to.include({ exit: 3 });
    });
  });

  it('owns up to a fault of its own with 70, and shows the stack only when asked', async () => {
    await inFolder(repository, async (folder) => {
      const broken = listed(() => {
        throw new TypeError('x is not a function');
      });
      const around = surroundings(folder);
      expect(await run(['greet'], around, [broken])).to.equal(70);
      expect(around.err.join(''))
        .to.contain('this is a fault of tinjis: x is not a function')
        .and.not.contain('    at ');
      const debugged = surroundings(folder, { TINJIS_DEBUG: '1' });
      expect(await run(['greet'], debugged, [broken])).to.equal(70);
      expect(debugged.err.join('')).to.contain('    at ');
      const thrown = listed(() => {
        throw 'a text';
      });
      expect(await run(['greet'], surroundings(folder, { TINJIS_DEBUG: '1' }), [thrown])).to.equal(70);
    });
  });

  it('prints its version', async () => {
    const around = surroundings('/');
    expect(await run(['--version'], around, [greet])).to.equal(0);
    expect(around.out.join('')).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('takes the repository before the command too', async () => {
    await inFolder(repository, async (folder) => {
      const [before, after] = [surroundings('/'), surroundings('/')];
      expect(await run(['-C', folder, 'greet', '--loud'], before, [greet])).to.equal(0);
      expect(await run(['greet', '--loud', '-C', folder], after, [greet])).to.equal(0);
      expect(before.out).to.equal(after.out);
      expect(await run(['-C', folder], surroundings('/'), [greet])).to.equal(2);
    });
  });

  it('shows help with exit code 0, loading a command only when it is the one asked about', async () => {
    const unloadable: ListedCommand = {
      name: 'heavy',
      summary: 'is never loaded here',
      load: () => Promise.reject(new Error('loaded')),
    };
    const around = surroundings('/');
    expect(await run(['--help'], around, [greet, unloadable])).to.equal(0);
    expect(around.out.join('')).to.contain('says hello').and.contain('Exit codes: 0 allowed or clean');
    const help = surroundings('/');
    expect(await run(['help', 'greet'], help, [greet, unloadable])).to.equal(0);
    expect(help.out.join('')).to.contain('--loud').and.contain('--json');
    expect(await run(['heavy'], surroundings('/'), [unloadable])).to.equal(70);
    expect(await run([], surroundings('/'), [greet])).to.equal(2);
  });
});
