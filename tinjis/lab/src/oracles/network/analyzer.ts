import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { YAMLException } from 'js-yaml';
import { connects } from '@tinjis/rules/network/connect';
import type { Port } from '@tinjis/rules/network/peer';
import type { Reason, Ruling } from '@tinjis/rules/ruling';
import type { Suite, SuiteComparison } from '../harness/suite.ts';
import { readWorkloads, type Workloads } from './workloads.ts';

/** The Go program's answer about one folder. */
type Answer =
  | { readonly refused: string }
  | { readonly unread: string }
  | { readonly workloads: readonly string[]; readonly connections: readonly Connections[] };
interface Connections {
  readonly from: string;
  readonly to: string;
  readonly all: boolean;
  readonly ports: Readonly<Partial<Record<Port['protocol'], readonly (readonly [number, number])[]>>>;
}

/** Fewer folders or firm answers than these would prove too little: the module or our reading of it has changed. */
const fewest = { folders: 190, firm: 800_000 };

/**
 * Why our evaluator may answer UNKNOWN where the analyzer is firm: the API server would not store the policy, or an
 * address decides that no manifest tells.
 */
const knownReasons: readonly RegExp[] = [
  /^network\/invalid-policy: must have required property '(?:podSelector|namespaceSelector)'$/,
  /^network\/invalid-policy: must not have a field status$/,
  /^network\/invalid-policy: must match format "cidr"$/,
  /^network\/invalid-policy: must not name a port beside networks, nodes or domainNames$/,
  /^network\/invalid-policy: must match format "dns-subdomain"$/,
  /^network\/(?:address-unknown|cluster-undecided)$/,
];

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** Each pair of workloads in the analyzer's test folders, at each port at which an answer can change. */
export const netpolAnalyzer: Suite = {
  name: 'netpol-analyzer',
  authority: 'netpol-analyzer v1.4.4, on the folders of its tests',
  module: 'github.com/np-guard/netpol-analyzer',
  async compare(program, carried) {
    const tests = join(carried, 'tests');
    const folders = readdirSync(tests, { withFileTypes: true }).filter((each) => each.isDirectory());
    const outcomes = await Promise.all(
      folders.map(async ({ name }) => {
        const folder = join(tests, name);
        const answer = (await program.ask('netpol-analyzer', { folder })) as Answer;
        return compareFolder(folder, name, answer);
      }),
    );
    const unknown = new Map<string, number>();
    for (const [why, count] of outcomes.flatMap((each) => [...each.unknown])) {
      unknown.set(why, (unknown.get(why) ?? 0) + count);
    }
    const questions = outcomes.reduce((sum, each) => sum + each.questions, 0);
    const skipped = outcomes.flatMap((each) => each.skipped);
    const firm = questions - [...unknown.values()].reduce((sum, each) => sum + each, 0);
    const compared = folders.length - skipped.length;
    const few =
      compared < fewest.folders || firm < fewest.firm
        ? [
            `only ${compared} folders and ${firm} firm answers; at least ${fewest.folders} and ${fewest.firm} must be compared`,
          ]
        : [];
    return { questions, unknown, skipped, failures: [...outcomes.flatMap((each) => each.failures), ...few] };
  },
};

function compareFolder(folder: string, name: string, answer: Answer): SuiteComparison {
  const brief = (why: string): string => (why.split('\n')[0] ?? '').replaceAll(folder, name).slice(0, 120);
  const nothing = { questions: 0, unknown: new Map<string, number>(), skipped: [], failures: [] };
  if ('refused' in answer) {
    return { ...nothing, skipped: [`${name}: the analyzer refuses it: ${brief(answer.refused)}`] };
  }
  if ('unread' in answer)
    return { ...nothing, skipped: [`${name}: the analyzer reads only part of it: ${brief(answer.unread)}`] };
  if (answer.workloads.length === 0) return { ...nothing, skipped: [`${name}: the analyzer finds no workload in it`] };
  try {
    return compareWorkloads(name, readWorkloads(folder), answer);
  } catch (error) {
    // Our YAML reader is the stricter of the two. It refuses such a file, so no answer about it can be wrong.
    if (error instanceof YAMLException)
      return { ...nothing, skipped: [`${name}: our reader refuses it: ${brief(error.message)}`] };
    return { ...nothing, failures: [`${name}: ${(error as Error).message.replaceAll(folder, name)}`] };
  }
}

function compareWorkloads(
  name: string,
  { pods, rules, ports }: Workloads,
  { workloads, connections }: Extract<Answer, { workloads: unknown }>,
): SuiteComparison {
  const unknown = new Map<string, number>();
  // The analyzer adds workloads of its own, such as {ingress-controller}.
  const real = workloads.filter((each) => !each.startsWith('{'));
  const missing = real.filter((each) => !pods.has(each)).map((each) => `${name}: our reader finds no pod of ${each}`);
  const wrong: string[] = [];
  const found = [...pods].filter(([workload]) => real.includes(workload));
  const allowed = new Map(connections.map((each) => [`${each.from} ${each.to}`, each]));
  const asked = protocols.flatMap((protocol) => ports.map((port): Port => ({ protocol, port })));
  for (const [[from, source], [to, destination]] of pairsOf(found)) {
    const connection = allowed.get(`${from} ${to}`);
    for (const port of asked) {
      const theirs = passes(connection, port) ? 'allow' : 'deny';
      const ours = connects(rules, source, destination, port);
      if (ours.verdict === theirs) continue;
      const why = ours.verdict === 'unknown' ? unknownReason(ours) : undefined;
      if (why !== undefined) {
        unknown.set(why, (unknown.get(why) ?? 0) + 1);
        continue;
      }
      wrong.push(
        `${from} to ${to} at ${port.port}/${port.protocol}: real ${theirs}, ours ${ours.verdict}: ` +
          reasonTexts(ours.reasons).join('; '),
      );
    }
  }
  const failures = wrong.length === 0 ? missing : [...missing, `${name}: ${wrong.length} wrong, the first ${wrong[0]}`];
  return { questions: pairsOf(found).length * asked.length, unknown, skipped: [], failures };
}

/** Each ordered pair of two different ones. */
function pairsOf<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((from) => all.filter((to) => to !== from).map((to) => [from, to] as const));
}

function passes(connection: Connections | undefined, { protocol, port }: Port): boolean {
  if (!connection) return false;
  return connection.all || (connection.ports[protocol] ?? []).some(([first, last]) => first <= port && port <= last);
}

/** The reason of an UNKNOWN if all that we lack has a known reason. */
function unknownReason({ reasons }: Ruling): string | undefined {
  const lacking = reasonTexts(reasons.filter(({ basis }) => basis === 'input-missing'));
  return lacking.every((text) => knownReasons.some((known) => known.test(text))) ? lacking[0] : undefined;
}

function reasonTexts(reasons: readonly Reason[]): readonly string[] {
  return reasons.map(({ code, args }) => (args['rule'] === undefined ? code : `${code}: ${args['rule']}`));
}
