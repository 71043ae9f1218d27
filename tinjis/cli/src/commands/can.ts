import { lstatSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { mayPush } from '@tinjis/delivery/answer/git';
import { readPeople } from '@tinjis/delivery/load/people';
import type { Repository, Unreadable } from '@tinjis/delivery/load/repository';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { readYaml } from '@tinjis/manifests/yaml/read-yaml';
import type { Teams } from '@tinjis/delivery/model/teams';
import { strangerNote } from '@tinjis/delivery/model/identity';
import { type Checkout, parseQuestion } from '@tinjis/delivery/model/question';
import { Failure, nameOneOf } from '@tinjis/manifests/failure';
import { answerOutcome } from '@tinjis/delivery/print/answer';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import type { CommandContext, CommandModule, Invocation } from './command.ts';
import { unreadable } from '@tinjis/delivery/print/findings';

interface Options {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly explain?: string;
}

const examples = [
  'tinjis can payments-dev deploy payments/payment',
  'tinjis can billing/antaeus connect payments/payment:9000',
  'tinjis can billing/antaeus connect api.bank.example:443',
  'tinjis can pod:anywhere/x connect payments/payment --cluster production',
  'tinjis can outside connect billing/antaeus',
  'tinjis can payments-dev push apps/billing/antaeus/base/deployment.yaml',
  'tinjis can payments-dev create networkpolicies -n payments',
  'tinjis can system:serviceaccount:payments:deployer get secrets -n payments',
  'tinjis can --explain network/ingress-refused',
];

/** `tinjis can`: one question, answered layer by layer with the deciding lines. */
export const command: CommandModule = { examples, declare, run };

function declare(command: Command): void {
  command
    .argument('[who]', 'a login, group:NAME, team/service, pod:namespace/name, outside, or a ServiceAccount')
    .argument('[verb]', 'deploy, connect, push, sync, override, logs, ... or a verb of the Kubernetes API')
    .argument('[what]', 'team/service[:port], a path from the folder you are in, or a resource')
    .option('--cluster <name>', 'ask about one cluster instead of all')
    .option('-n, --namespace <name>', 'namespace of a resource')
    .option('--explain <code>', 'say what a code means, why it matters and how to fix it');
}

async function run({ args, options, context }: Invocation): Promise<Outcome> {
  const { cluster, namespace, explain } = options as Options;
  // The page of a code needs the list of all promises, which no answer needs.
  if (explain !== undefined) return (await import('../print/explanation.ts')).explanation(explain);
  const [who, verb, what] = args;
  if (who === undefined || verb === undefined || what === undefined) {
    throw new Failure('misuse', {
      what: 'a question has three words: who, verb, what',
      fix: 'for example: tinjis can payments-dev deploy payments/payment',
    });
  }
  const tree = diskTree(context.root);
  const people = readPeople(tree, (path) => readYaml(path, tree.text(path)));
  if ('faults' in people) return unreadable(people.faults);
  const { teams } = people;
  const question = parseQuestion(teams, who, verb, what, namespace, checkoutOf(context));
  const clusters = clustersOf(teams, cluster);
  const note = 'who' in question && question.who.kind === 'person' ? strangerNote(teams, question.who) : undefined;
  if (question.verb === 'push') {
    // It affects all clusters, so it is asked once. Git alone decides, and nothing is rendered.
    return answerOutcome(question, [{ cluster: clusters[0] as string, answer: mayPush(people, question) }], note);
  }
  const read = await rendered(tree, cluster);
  if ('faults' in read) return unreadable(read.faults);
  const { can } = await import('@tinjis/delivery/answer/can');
  return answerOutcome(question, await can(read.model, question, clusters), note);
}

/** Loaded late: nobody who asks about a push needs what renders. */
async function rendered(tree: Tree, cluster: string | undefined): Promise<Repository | Unreadable> {
  const { Reader } = await import('@tinjis/manifests/reader');
  const { readRepository } = await import('@tinjis/delivery/load/repository');
  return readRepository(tree, new Reader('questions'), cluster === undefined ? {} : { cluster });
}

/** The folder in which the command was called; the top folder if that is elsewhere (`--repository`). */
function checkoutOf({ cwd, root }: CommandContext): Checkout {
  const folder = relative(root, cwd);
  return {
    folder: folder.startsWith('..') ? '' : folder,
    standing: (path) => {
      const found = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (found?.isDirectory()) return 'folder';
      return found && (found.isFile() ? 'file' : 'other');
    },
  };
}

function clustersOf(teams: Teams, name: string | undefined): readonly string[] {
  const all = teams.clusters.map((each) => each.name);
  if (name === undefined) return all;
  if (all.includes(name)) return [name];
  throw new Failure('misuse', { what: `there is no cluster ${name}`, fix: nameOneOf(name, all) });
}
