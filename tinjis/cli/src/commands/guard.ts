import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { guard } from '@tinjis/delivery/guard/guard';
import type { GuardVerdict } from '@tinjis/delivery/guard/rules';
import { readProposal } from '@tinjis/delivery/load/proposal/read-proposal';
import { type ExitCode, exitCodes, Failure } from '@tinjis/manifests/failure';
import { guardJson, guardText } from '@tinjis/delivery/print/guard';
import type { CommandModule, CommandContext } from './command.ts';

const exits: Readonly<Record<GuardVerdict, ExitCode>> = {
  allow: exitCodes.clean,
  'needs-platform': exitCodes.found,
  deny: exitCodes.found,
  unknown: exitCodes.unknown,
};

interface GuardOptions {
  readonly author: string;
  readonly base?: string;
  readonly head?: string;
  readonly files?: string;
  readonly approvedBy?: readonly string[];
}

/** `tinjis guard`: may this author merge these changes with their own team's review? */
export const command: CommandModule = {
  examples: ['tinjis guard --author payments-dev --base origin/main'],
  declare: (command) => {
    command
      .requiredOption('--author <login>', "who proposes the change: the pull request's user.login")
      .option('--base <revision>', 'what the change is merged into; its team file counts (default with --files: HEAD)')
      .option('--head <revision>', 'what is merged (default without --files: HEAD)')
      .option('--files <file>', "GitHub's list of the pull request's files as JSON; - reads it from standard input")
      .option('--approved-by <login...>', 'who approved the head revision')
      .addHelpText(
        'after',
        '\nOn a pull request: check out the base, fetch the head without checking it out, then\n' +
          '  gh api --paginate --slurp repos/OWNER/REPO/pulls/N/files | tinjis guard --author LOGIN --files - --head FETCH_HEAD',
      );
  },
  run: async ({ options, context }) => {
    const { author, files, approvedBy = [], ...revisions } = options as unknown as GuardOptions;
    const { base, head } = revisionsOf(revisions, files !== undefined);
    const listed = files === undefined ? {} : { listed: await readList(files, context) };
    const { teams, proposal } = readProposal({ root: context.root, author, approvedBy, base, head, ...listed });
    const decision = guard(teams, proposal);
    return {
      exit: exits[decision.verdict],
      text: (style) => guardText(decision, author, style),
      json: guardJson(decision),
    };
  },
};

function revisionsOf(
  { base, head }: Pick<GuardOptions, 'base' | 'head'>,
  listed: boolean,
): { base: string; head: string } {
  if (listed && head === undefined) {
    throw new Failure('misuse', {
      what: '--files needs --head',
      why: 'a list of names does not say what is a symlink, nor what a kustomization refers to; the guard reads that from the head revision, as data',
      fix: 'fetch the head (git fetch origin pull/N/head) and pass --head FETCH_HEAD',
    });
  }
  if (!listed && base === undefined)
    throw new Failure('misuse', {
      what: 'the guard needs --base REVISION or --files FILE',
      fix: 'pass --base origin/main',
    });
  return { base: base ?? 'HEAD', head: head ?? 'HEAD' };
}

async function readList(file: string, { cwd, stdin }: CommandContext): Promise<string> {
  if (file === '-') {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const why = String((error as NodeJS.ErrnoException).code);
    throw new Failure('misuse', {
      what: `--files ${file} cannot be read: ${why}`,
      fix: 'name a file with the JSON list, or - for standard input',
    });
  }
}
