import { Command } from 'commander';
import type { ListedCommand } from '../commands/command.ts';
import { declareCommand } from './declare.ts';

/**
 * Holds the examples of commands against their own declarations: an example that is refused helps nobody.
 * @returns what is wrong with which
 */
export async function faultyExamples(listed: readonly ListedCommand[]): Promise<readonly string[]> {
  const faults = await Promise.all(
    listed.map(async ({ name, load }) => {
      const { command: module } = await load();
      if (module.examples.length === 0) return [`${name} has no example`];
      return module.examples.flatMap((example) => {
        const said: string[] = [];
        const command = declareCommand(new Command(name), module)
          .exitOverride()
          .action(() => undefined);
        command.configureOutput({ writeErr: (text) => said.push(text) });
        const args = wordsAfter(example, name);
        if (args === undefined) return [`${name}: the example is not about it: ${example}`];
        try {
          command.parse(args, { from: 'user' });
          return [];
        } catch {
          return [`${name}: ${said.join('').trim()}: ${example}`];
        }
      });
    }),
  );
  return faults.flat();
}

/**
 * The words a shell would give the command: after `tinjis NAME`, or `npm run NAME`, up to where the shell reads on by
 * itself.
 */
function wordsAfter(example: string, name: string): readonly string[] | undefined {
  const [, rest] =
    new RegExp(`(?:^|[|(] ?)(?:tinjis ${name}|npm (?:run )?${name}(?: --)?)(?= |$|\\))([^|>)]*)`).exec(
      example.replaceAll(/\$\([^)]*\)/g, 'x'),
    ) ?? [];
  return rest?.split(' ').filter((word) => word !== '');
}
