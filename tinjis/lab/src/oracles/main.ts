/**
 * `npm run oracles`: our evaluators against the real systems' own code, on random cases.
 *
 * Exit codes: 0 no disagreement, 1 a disagreement or an oracle that could not run (Go missing, say), 2 wrong usage.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { showProgress } from '@tinjis/antaeus/seed/progress';
import { buildOracle, moduleFolder } from './harness/build.ts';
import { compare, disagreementLines, comparisonLine } from './harness/compare.ts';
import { knownCasesFile, type Oracle, readKnownCases } from './harness/oracle.ts';
import { OracleProgram, record } from './harness/program.ts';
import { type Suite, suiteLines } from './harness/suite.ts';

const usage = `Usage: npm run oracles -- [--cases N] [--seed N] [--only NAME]… [--record N]
  100000 cases each unless told, fewer where one costs much; --record asks no more, but keeps N answers of the real code for npm test`;
const oraclesFolder = import.meta.dirname;

interface Settings {
  readonly cases: number;
  readonly seed: number;
  readonly only: readonly string[];
  readonly record: number;
}

function settings(): Settings {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true },
      record: { type: 'string' },
    },
  });
  const whole = (text: string, name: string): number => {
    if (!/^\d{1,9}$/.test(text)) throw new TypeError(`--${name} takes a whole number, not "${text}"`);
    return Number(text);
  };
  return {
    cases: whole(values.cases ?? '100000', 'cases'),
    seed: whole(values.seed ?? `${Date.now() % 1e9}`, 'seed'),
    only: values.only ?? [],
    record: whole(values.record ?? '0', 'record'),
  };
}

interface Outcome {
  readonly asked: number;
  readonly disagreements: number;
}

/** Asks the chosen oracles of one folder. */
async function run(folder: string, { cases, seed, only, record: recorded }: Settings): Promise<Outcome> {
  const { oracles, suites = [] } = (await import(join(oraclesFolder, folder, 'oracle.ts'))) as {
    oracles: readonly Oracle[];
    suites?: readonly Suite[];
  };
  const wants = ({ name }: { name: string }): boolean =>
    only.length === 0 || only.includes(name) || only.includes(folder);
  const chosen = oracles.filter(wants);
  const chosenSuites = recorded > 0 ? [] : suites.filter(wants);
  if (chosen.length + chosenSuites.length === 0) return { asked: 0, disagreements: 0 };
  const knownCases = join(oraclesFolder, folder, knownCasesFile);
  const known = existsSync(knownCases) ? readKnownCases(readFileSync(knownCases, 'utf8')) : [];
  const program = new OracleProgram(buildOracle(oraclesFolder, folder));
  let disagreements = 0;
  try {
    for (const oracle of chosen) {
      if (recorded > 0) {
        appendFileSync(
          knownCases,
          (await record(oracle, program, recorded, seed)).map((each) => `${JSON.stringify(each)}\n`).join(''),
        );
        continue;
      }
      // Without a terminal, the line at the end of each oracle is progress enough.
      const show = process.stderr.isTTY ? showProgress(process.stderr, oracle.name) : () => undefined;
      const asked = known.filter(({ ask }) => ask === oracle.name);
      const wanted = Math.ceil(cases / (oracle.oneIn ?? 1));
      const comparison = await compare(oracle, program, asked, { cases: wanted, seed }, (done) => {
        show(done, wanted);
      });
      process.stdout.write(comparisonLine(oracle, comparison, seed));
      for (const found of comparison.disagreements) {
        process.stdout.write(disagreementLines(found, `tinjis/lab/src/oracles/${folder}/${knownCasesFile}`));
      }
      disagreements += comparison.disagreements.length;
    }
    for (const suite of chosenSuites) {
      const start = performance.now();
      const comparison = await suite.compare(
        program,
        moduleFolder(oraclesFolder, folder, suite.module),
        join(oraclesFolder, folder),
      );
      process.stdout.write(suiteLines(suite, comparison, (performance.now() - start) / 1000));
      disagreements += comparison.failures.length;
    }
  } finally {
    program.close();
  }
  return { asked: chosen.length + chosenSuites.length, disagreements };
}

async function main(): Promise<number> {
  let chosen: Settings;
  try {
    chosen = settings();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return 2;
  }
  const folders = readdirSync(oraclesFolder)
    .filter(
      (name) => existsSync(join(oraclesFolder, name, 'go.mod')) && existsSync(join(oraclesFolder, name, 'oracle.ts')),
    )
    .sort();
  let asked = 0;
  let failures = 0;
  for (const folder of folders) {
    try {
      const outcome = await run(folder, chosen);
      asked += outcome.asked;
      failures += outcome.disagreements;
    } catch (error) {
      process.stderr.write(`tinjis/lab/src/oracles/${folder} could not run: ${(error as Error).message}\n`);
      failures += 1;
    }
  }
  if (asked === 0 && failures === 0) {
    process.stderr.write(`No oracle is named ${chosen.only.join(' or ')}. Folders: ${folders.join(', ')}.\n${usage}\n`);
    return 2;
  }
  return failures === 0 ? 0 : 1;
}

void main().then((code) => {
  process.exitCode = code;
});
