import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { foldersOf } from '@tinjis/cluster/state';
import packageFolder from '@tinjis/manifests/package-folder.cjs';
import { networkPicture } from '../pictures/network.ts';
import { draw, pictureStyle } from '../pictures/picture.ts';
import { Reader } from '@tinjis/manifests/reader';
import { readRepository } from '@tinjis/delivery/load/repository';
import { diskTree } from '@tinjis/manifests/tree/tree';
import type { ClusterModel, Model } from '@tinjis/delivery/model/model';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { type LiveRun, readLiveRun } from '../report/live-run.ts';
import { reportData } from '../report/report.ts';
import { page } from '../report/page/page.ts';
import { prove } from '@tinjis/delivery/api';
import type { CommandModule, CommandContext, Invocation } from './command.ts';
import { unreadable } from '@tinjis/delivery/print/findings';

interface Options {
  readonly output: string;
  readonly cluster?: string;
  readonly run?: string;
  readonly name: string;
}

/** `tinjis report`: one HTML file that shows who may do what, and why, to readers with nothing but a browser. */
export const command: CommandModule = {
  examples: ['tinjis report', 'tinjis report --cluster production --output report.html'],
  declare: (command) => {
    command
      .option('--output <file>', 'where to write it', '.tinjis/report.html')
      .option('--cluster <name>', 'the cluster it is about (default: the first)')
      .option('--run <file>', 'the report.json of a run of the live checks (default: the last of --name)')
      .option('--name <instance>', 'whose last run to take', 'tinjis')
      .addHelpText('after', '\nIt opens from disk and asks nothing of the network. Exit 1 where a promise is broken.');
  },
  run,
};

async function run({ options, context }: Invocation): Promise<Outcome> {
  const { output, cluster: asked, run: runFile, name } = options as unknown as Options;
  const tree = diskTree(context.root);
  const reader = new Reader();
  const repository = readRepository(tree, reader);
  if ('faults' in repository) return unreadable(repository.faults);
  const cluster = clusterOf(repository.model, asked);
  const live = lastRun(context, runFile, name);
  const proved = prove(repository, reader);
  const data = reportData(repository.model, cluster, proved, live);
  const text = page(data, {
    style: asset('style.css') + pictureStyle,
    script: asset('search.js'),
    drawing: await draw(networkPicture(data.connections)),
  });
  const file = resolve(context.root, output);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const shown = relative(context.cwd, file);
  return {
    exit: proved.kept ? exitCodes.clean : exitCodes.found,
    text: () => `${shown}: ${Math.ceil(text.length / 1024)} KiB; open it in a browser`,
    json: { file: shown, kept: proved.kept, ...(live && { live: { passed: live.passed, failed: live.failed } }) },
  };
}

function clusterOf({ clusters }: Model, name: string | undefined): ClusterModel {
  const found = clusters.find((each) => name === undefined || each.name === name);
  if (found) return found;
  throw new Failure('misuse', {
    what: `there is no cluster ${name}`,
    fix: `name one of ${clusters.map((each) => each.name).join(', ')}`,
  });
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
