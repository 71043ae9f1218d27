import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { foldersOf } from '@tinjis/cluster/state';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { networkPicture } from '../pictures/network.ts';
import { draw, pictureStyle } from '../pictures/picture.ts';
import { cacheFolder, folderMemory } from '@tinjis/manifests/cache';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository } from '@tinjis/delivery/load/repository';
import { diskTree } from '@tinjis/manifests/tree/tree';
import type { Model } from '@tinjis/delivery/model/model';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { type LiveRun, readLiveRun } from '../report/live-run.ts';
import { csv, reportJson } from '../report/data.ts';
import { evidenceOf } from '../report/evidence.ts';
import { reportData, type ReportData, type ReportScope } from '../report/report.ts';
import { page } from '../report/page/page.ts';
import { prove } from '@tinjis/delivery/api';
import type { CommandModule, CommandContext, Invocation } from './command.ts';
import { unreadable } from '@tinjis/delivery/print/findings';

interface Options {
  readonly output: string;
  readonly cluster?: string;
  readonly team?: string;
  readonly run?: string;
  readonly name: string;
}

/** So many services are shown in full, with a drawing. A page about more of them shows what matters most of each. */
const most = 60;

/** `tinjis report`: one HTML file that shows who may do what, and why, to readers with nothing but a browser. */
export const command: CommandModule = {
  examples: [
    'tinjis report',
    'tinjis report --cluster production --output report.html',
    'tinjis report --team payments',
  ],
  declare: (command) => {
    command
      .option('--output <file>', 'where to write it, with a table (.csv) beside it', '.tinjis/report.html')
      .option('--cluster <name>', 'the one cluster it is about (default: all)')
      .option('--team <name>', 'the one team it is about, in full (default: all)')
      .option('--run <file>', 'the report.json of a run of the live checks (default: the last of --name)')
      .option('--name <instance>', 'whose last run to take', 'tinjis')
      .addHelpText(
        'after',
        `\nIt opens from disk and asks nothing of the network. Of more than ${most} services it shows what matters most;\n--team shows everything. Exit 1 where a promise is broken.`,
      );
  },
  run,
};

async function run({ options, context }: Invocation): Promise<Outcome> {
  const { output, run: runFile, name, ...asked } = options as unknown as Options;
  const tree = diskTree(context.root);
  const reader = new Reader();
  const repository = readRepository(tree, reader);
  if ('faults' in repository) return unreadable(repository.faults);
  const scope = scopeOf(repository.model, asked);
  const live = lastRun(context, runFile, name);
  const evidence = evidenceOf(context.root, repository, new Date());
  const proved = prove(repository, reader, folderMemory(cacheFolder(context.env)));
  const data = reportData(repository.model, scope, evidence, proved, live);
  const drawings = scope.full ? await drawingsOf(data) : new Map<string, string>();
  const text = page(data, { style: asset('style.css') + pictureStyle, script: asset('search.js'), drawings });
  const file = resolve(context.root, output);
  const beside = file.replace(/(?:\.html?)?$/, '.csv');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  writeFileSync(beside, csv(data));
  const shown = relative(context.cwd, file);
  return {
    exit: proved.kept ? exitCodes.clean : exitCodes.found,
    text: () =>
      `${shown}: ${Math.ceil(text.length / 1024)} KiB; open it in a browser. ${relative(context.cwd, beside)} has the same as a table`,
    json: { file: shown, table: relative(context.cwd, beside), kept: proved.kept, ...reportJson(data) },
  };
}

/** Production first: the file lists the clusters in the order in which a new image reaches them. */
function scopeOf(
  { clusters, teams: { developers } }: Model,
  { cluster, team }: Pick<Options, 'cluster' | 'team'>,
): ReportScope {
  const shown = {
    clusters: chosen('cluster', clusters, cluster).toReversed(),
    teams: chosen('team', developers, team),
  };
  const services = shown.teams.flatMap((each) => each.services).length;
  return { ...shown, full: team !== undefined || services <= most };
}

function chosen<T extends { readonly name: string }>(what: string, all: readonly T[], name?: string): readonly T[] {
  const found = all.filter((each) => name === undefined || each.name === name);
  if (name === undefined || found.length > 0) return found;
  throw new Failure('misuse', {
    what: `there is no ${what} ${name}`,
    fix: `name one of ${all.map((each) => each.name).join(', ')}`,
  });
}

async function drawingsOf({ clusters }: ReportData): Promise<ReadonlyMap<string, string>> {
  const drawings = new Map<string, string>();
  for (const { cluster, teams } of clusters) {
    const connections = teams.flatMap(({ services }) => services.flatMap((each) => each.connections));
    drawings.set(cluster, await draw(networkPicture(connections)));
  }
  return drawings;
}

/** A named run must exist. The last run may be missing; then the page says how to make one. */
function lastRun({ cwd, env }: CommandContext, named: string | undefined, instance: string): LiveRun | undefined {
  const file = named === undefined ? join(foldersOf(instance, env).state, 'report.json') : resolve(cwd, named);
  if (existsSync(file)) return readLiveRun(readFileSync(file, 'utf8'), file);
  if (named === undefined) return undefined;
  throw new Failure('misuse', {
    what: `there is no file ${named}`,
    fix: 'name the report.json that `tinjis e2e` wrote',
  });
}

function asset(name: string): string {
  return readFileSync(join(dirname(packageFolder), 'cli', 'src', 'report', 'page', 'browser', name), 'utf8');
}
