import type { EventEmitter } from 'node:events';
import { Command, CommanderError } from 'commander';
import type { CommandModule, CommandContext, ListedCommand, Streams } from './commands/command.ts';
import { commands } from './commands/list.ts';
import { findRoot } from '@tinjis/delivery/load/root';
import { errorText, exitCodes, type ExitCode, type Explanation, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import cli from '../package.json' with { type: 'json' };
import { declareCommand } from './reference/describe.ts';
import { styleFor } from '@tinjis/delivery/print/style';

/** Version of the JSON that every command prints; raised when a field disappears or changes its meaning. */
const schema = 1;

export interface Surroundings extends Streams {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signals: EventEmitter;
}

/**
 * Runs one command line and returns how it ended. It never throws and never exits: `main.ts` exits.
 * @param argv arguments after the program's name
 * @param listed the commands to offer; only tests of the frame pass another list
 */
export async function run(
  argv: readonly string[],
  around: Surroundings,
  listed: readonly ListedCommand[] = commands,
): Promise<ExitCode> {
  const words = repositoryLast(argv);
  const named = words[0] === 'help' ? words[1] : words[0];
  const json = words.includes('--json');
  let exit: ExitCode = exitCodes.clean;
  const program = frame(around);
  try {
    for (const each of listed) {
      const command = program.command(each.name).description(each.summary);
      if (each.name !== named) continue;
      const module = (await each.load()).command;
      act(command, module, { ...around, commands: listed }, (outcome) => {
        exit = report(outcome, json, around);
      });
    }
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.misuse;
    return await fail(error, String(named), json, around);
  }
}

/** Git and make take `-C FOLDER` before the command, and so do we; each command declares it as its own option. */
function repositoryLast(argv: readonly string[]): readonly string[] {
  const [option = '', folder, command, ...rest] = argv;
  if (!['-C', '--repository'].includes(option) || command === undefined) return argv;
  return [command, option, folder as string, ...rest];
}

function frame({ stdout, stderr }: Surroundings): Command {
  return new Command('tinjis')
    .version(cli.version, '-V, --version', 'print the version')
    .description('Proves who can deploy and who can connect, from the repository alone.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showSuggestionAfterError()
    .showHelpAfterError('(tinjis COMMAND --help shows how it is called)')
    .addHelpText(
      'after',
      '\nExit codes: 0 allowed or clean, 1 denied or findings, 2 misuse, 3 repository unreadable, 4 unknown, 70 our own fault',
    );
}

function act(
  command: Command,
  module: CommandModule,
  around: Surroundings & Pick<CommandContext, 'commands'>,
  finish: (outcome: Outcome) => void,
): void {
  declareCommand(command, module).action(async () => {
    const { repository, ...options } = command.opts<{ readonly repository?: string }>();
    const root = module.anywhere ? around.cwd : findRoot(around.cwd, repository);
    const args = command.processedArgs.flat().filter((argument): argument is string => argument !== undefined);
    const progress = (line: string) => void around.stderr.write(`${line}\n`);
    const context: CommandContext = { ...around, root, progress };
    finish(await module.run({ args, options, context }));
  });
}

function report(outcome: Outcome, json: boolean, { stdout, env }: Surroundings): ExitCode {
  const text = json ? JSON.stringify({ schema, ...outcome.json }, null, 2) : outcome.text(styleFor(stdout, env));
  stdout.write(`${text}\n`);
  return outcome.exit;
}

async function fail(
  error: unknown,
  command: string,
  json: boolean,
  { stdout, stderr, env }: Surroundings,
): Promise<ExitCode> {
  const expected = error instanceof Failure;
  const exit = expected ? error.exit : exitCodes.internal;
  const explanation: Explanation = expected
    ? error.explanation
    : {
        what: `this is a fault of tinjis: ${errorText(error)}`,
        fix: 'report it with the command line; TINJIS_DEBUG=1 adds the stack',
      };
  if (json) stdout.write(`${JSON.stringify({ schema, error: { exit, ...explanation } }, null, 2)}\n`);
  else {
    const { failureText } = await import('./print/failure.ts');
    stderr.write(`${failureText(command, explanation, styleFor(stderr, env))}\n`);
  }
  if (!expected && env['TINJIS_DEBUG'] && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exit;
}
