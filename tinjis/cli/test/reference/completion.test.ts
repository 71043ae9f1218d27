import { execFileSync } from 'node:child_process';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { run } from '../../src/cli.ts';
import { bashCompletion, fishCompletion, zshCompletion } from '../../src/reference/completion.ts';
import { describeCommands } from '../../src/reference/describe.ts';
import { surroundings } from '../streams.ts';
import { sample } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('bashCompletion', () => {
  /** The words that bash would offer at the end of a line. */
  async function offered(...line: string[]): Promise<readonly string[]> {
    const ask = `${bashCompletion(await describeCommands(sample))}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_tinjis\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--norc', '-c', ask, 'bash', 'tinjis', ...line], { encoding: 'utf8' })
      .split('\n')
      .filter((word) => word !== '');
  }

  it('offers commands, then their options, and leaves values to files', async () => {
    expect(await offered('')).to.equal(['greet', 'look', 'help', '--help']);
    expect(await offered('gr')).to.equal(['greet']);
    expect(await offered('greet', '--')).to.equal(['--loud', '--time', '--repository', '--json', '--help']);
    expect(await offered('look', '--')).to.equal(['--json', '--help']);
    expect(await offered('greet', '--time', '')).to.equal([]);
    expect(await offered('greet', '-t', '')).to.equal([]);
    expect(await offered('greet', '--loud', '--t')).to.equal(['--time']);
    expect(await offered('nothing', '--')).to.equal([]);
  });

  it('evaluates nothing of what is typed', async () => {
    expect(await offered('greet', '$(touch /nonexistent/x; echo --loud)')).to.equal([]);
  });
});

describe('zshCompletion and fishCompletion', () => {
  it('quote what is quoted differently there', async () => {
    const commands = await describeCommands(sample);
    expect(zshCompletion(commands))
      .to.contain("'greet:say <hello> | not more'")
      .and.to.contain(`'--loud[in \\[capitals\\]\\: don'\\''t]' '--time[when]:value:_files'`);
    expect(fishCompletion(commands))
      .to.contain("complete -c tinjis -n '__fish_seen_subcommand_from greet' -l loud -d 'in [capitals]: don\\'t'")
      .and.to.contain("-l time -s t -r -d 'when'")
      .and.to.contain("-f -a look -d 'see'");
  });
});

describe('tinjis completion', () => {
  async function completion(...args: string[]) {
    const around = surroundings('/');
    return { exit: await run(['completion', ...args], around), out: around.out.join(''), err: around.err.join('') };
  }

  it('needs no repository, and takes the names of shells alone', async () => {
    expect((await completion('toString')).err)
      .to.contain('there is no completion for toString')
      .and.to.contain('bash, zsh, fish');
    expect(await completion('tcsh')).to.include({ exit: 2 });
    expect(await completion()).to.include({ exit: 2 });
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`knows every command in ${shell}`, async () => {
      const { exit, out } = await completion(shell);
      expect(exit).to.equal(0);
      expect(out)
        .to.match(new RegExp(`^# ?(compdef|tinjis completion ${shell})`))
        .and.to.contain('verify')
        .and.to.contain('undelivered');
    });
  }
});
