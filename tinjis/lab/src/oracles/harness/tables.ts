import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { goFor } from '@tinjis/cluster/programs/go';
import { userCache } from '@tinjis/manifests/cache';
import { withTemporaryFolder } from '@tinjis/manifests/temporary';
import { goSettings } from './build.ts';
import type { Oracle } from './oracle.ts';
import type { Suite } from './suite.ts';

/** A case that a test of the real code asks. */
export interface TableCase {
  /** Where it stands, for a reader. */
  readonly what: string;
  readonly asked: unknown;
  /** What that test expects; undefined if the real code's answer alone counts. */
  readonly allowed?: boolean;
}

/**
 * The cases that tests of the real code carry, put to an oracle.
 * @param fewest fewer cases would prove too little: the module has changed, or our reading of it
 * @param cases reads them in the folder of the downloaded module, with the help of the oracle's own
 */
export function tableSuite(
  oracle: Oracle,
  { fewest, cases, ...about }: Pick<Suite, 'name' | 'authority' | 'module'> & Table,
): Suite {
  return {
    ...about,
    async compare(program, carried, folder) {
      const table = await cases(carried, folder);
      const outcomes = await Promise.all(
        table.map(async ({ what, asked, allowed }) => {
          const answer = await program.ask(oracle.name, asked);
          const ours: unknown = JSON.parse(JSON.stringify(oracle.ours(asked, answer)));
          const real = JSON.stringify(answer);
          if (allowed !== undefined && oracle.allows(answer) !== allowed)
            return [`${what}: its test expects ${allowed ? 'yes' : 'no'}, and the real code says ${real}`];
          return isDeepStrictEqual(answer, ours) ? [] : [`${what}: real ${real}, ours ${JSON.stringify(ours)}`];
        }),
      );
      const few = table.length < fewest ? [`only ${table.length} cases; at least ${fewest} must be compared`] : [];
      return { questions: table.length, unknown: new Map(), skipped: [], failures: [...outcomes.flat(), ...few] };
    },
  };
}

interface Table {
  readonly fewest: number;
  cases(carried: string, folder: string): Promise<readonly TableCase[]>;
}

/**
 * Runs tests of the real code and writes down what they ask. The package `tables` of an oracle's folder has functions
 * of the names that the tests call; each records the question and then asks the real code, so the tests still hold.
 *
 * @param folder the oracle's own folder
 * @param tests the text of the tests, as a file of the package `tables`; it exists only for this run
 * @returns what was asked, in the order of the tests
 * @throws ToolchainMissing if Go is not available; Error if a test does not compile or fails
 */
export function recorded(folder: string, tests: string): Promise<readonly unknown[]> {
  return withTemporaryFolder(async (temporary) => {
    const [file, overlay, record] = ['carried_test.go', 'overlay.json', 'cases.jsonl'].map((name) =>
      join(temporary, name),
    ) as [string, string, string];
    writeFileSync(file, tests);
    writeFileSync(overlay, JSON.stringify({ Replace: { [join(folder, 'tables/carried_test.go')]: file } }));
    const go = goFor(readFileSync(join(folder, 'go.mod'), 'utf8'), join(userCache(process.env), 'oracles'));
    const args = ['test', '-count=1', '-trimpath', '-vet=off', `-overlay=${overlay}`, './tables'];
    await promisify(execFile)(go, args, {
      cwd: folder,
      env: { ...process.env, ...goSettings, TINJIS_RECORD: record },
    });
    const lines = readFileSync(record, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as unknown);
  });
}

/** A function of a Go file, with its body. */
export function functionOf(text: string, name: string): string {
  const [found] = new RegExp(`^func ${name}\\([\\s\\S]*?^}\\n`, 'm').exec(text) ?? [];
  if (found === undefined) throw new Error(`the module has no function ${name}`);
  return found;
}
