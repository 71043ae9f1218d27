import { entry } from '../../entry.ts';
import { type AdmissionRules, admit } from '@tinjis/rules/admission/admit';
import { compilePolicy } from '@tinjis/rules/admission/compile';
import { indexBindings } from '@tinjis/rules/admission/match';
import { memoized } from '@tinjis/rules/memo';
import type { FieldPath, Resource } from '@tinjis/rules/objects/located';
import type { Ruling } from '@tinjis/rules/ruling';
import { type Catalogue, kindKey } from '../../model/kinds.ts';
import type { ClusterModel } from '../../model/model.ts';
import { rulesOf } from '../../answer/rules.ts';
import { annotationProbes } from '../admission/annotations.ts';
import { controlProbes, kindProbes, unusedRoutes } from '../admission/kinds.ts';
import { otherClaims, otherService, probeClaims, probeService } from '../admission/route-attacks.ts';
import { writerProbes } from '../admission/objects.ts';
import { podProbes } from '../admission/pods.ts';
import { type Choice, oneOfEach, type ProbedNamespace, type Probe } from '../admission/probe.ts';
import { expressionWays, selectorWays, type WayOut } from '../admission/scope.ts';
import type { Teams } from '../../model/teams.ts';
import type { DeliveryPromise } from '../promise.ts';
import type { Tally } from '../tally.ts';

const alone = 'Admission is the last word: each of its rules holds by itself, whatever else would refuse.';

/**
 * Admission is the last word, so each of its rules is asked alone: a rule that has become weak must not hide behind
 * RBAC, Argo CD or another rule that would refuse as well.
 */
export const admissionRules: DeliveryPromise = {
  name: 'admission-rules',
  says: 'each admission rule refuses by itself what it was written against, and refuses when it cannot tell',
  findings: {
    'admission/ignores-failure': entry(
      '{policy} lets through what it cannot judge on {cluster}',
      alone,
      'set failurePolicy to Fail',
    ),
    'admission/not-bound': entry(
      '{policy} is bound to nothing on {cluster}, so it refuses nothing',
      alone,
      'write a ValidatingAdmissionPolicyBinding for it',
    ),
    'admission/not-in-force': entry(
      '{policy} does not hold on {cluster}: {rule}',
      'The API server refuses such a rule, or it may refuse it, so nothing is proved about what it should keep out.',
      'write the rule so that the API server takes it and tinjis can evaluate it',
    ),
    'admission/way-out': entry(
      '{policy} goes by {what} on {cluster}, so a team can step out of it',
      'A team writes the labels, annotations and names of its own objects, and acts under its own names.',
      'let the rule hold for all of a team, whatever it writes',
    ),
    'admission/rule-lets-through': entry(
      '{policy} alone lets a deployer {what} on {cluster}',
      alone,
      'make the rule refuse it again',
    ),
  },
  prove({ model }, tally) {
    // Clusters share their rules; a result for the same rules and the same kind of namespace holds again.
    const known = new Map<string, Asked>();
    const controls = new Map<string, Asked>();
    for (const cluster of model.clusters) {
      proveForce(cluster, tally);
      proveScope(cluster, model.teams, tally);
      const { admission } = rulesOf(cluster);
      const rules = { ...admission, namespaces: admission.namespaces.map(prepared) };
      for (const { namespace } of model.teams.developers) {
        const probed = probedNamespaceOf(cluster, namespace);
        if (!probed) continue;
        proveNamespace(cluster, rules, probed, model.kinds, known, tally);
        proveControls(cluster, rules, probed, model.kinds, controls, tally);
      }
    }
  },
};

/** A rule without force refuses nothing; a rule that ignores its own failure lets through anything it cannot read. */
function proveForce(cluster: ClusterModel, tally: Tally): void {
  const { policies, bindings } = rulesOf(cluster).admission;
  for (const policy of policies) {
    // The default is Fail.
    const ignored = (policy.object.spec as { readonly failurePolicy?: string }).failurePolicy === 'Ignore';
    const args = { policy: policy.object.metadata.name, cluster: cluster.name };
    tally.hold(!ignored, () => ({ code: 'admission/ignores-failure', args, at: policy.at(['spec', 'failurePolicy']) }));
    const bound = bindings.some(({ object }) => object.spec.policyName === policy.object.metadata.name);
    tally.hold(bound, () => ({ code: 'admission/not-bound', args, at: policy.at() }));
  }
}

/** A rule holds only if the API server takes it, and if no team can choose that it is about others. */
function proveScope(cluster: ClusterModel, teams: Teams, tally: Tally): void {
  const { policies, bindings } = rulesOf(cluster).admission;
  const { byPolicy, defective } = indexBindings(bindings);
  const breach = (code: string, resource: Resource, path: FieldPath, args: Readonly<Record<string, string>>) => () => ({
    code,
    args: { policy: resource.object.metadata.name, cluster: cluster.name, ...args },
    at: resource.at(path),
  });
  tally.hold(defective.length === 0, () => {
    const [{ binding, defect }] = defective as [(typeof defective)[number]];
    return breach('admission/not-in-force', binding, defect.path, { rule: defect.rule })();
  });
  for (const policy of policies) {
    const compiled = compilePolicy(policy);
    if ('obstacle' in compiled) {
      const { path, rule } = compiled.obstacle;
      tally.hold(false, breach('admission/not-in-force', policy, path, { rule }));
      continue;
    }
    const bound = byPolicy.get(policy.object.metadata.name) ?? [];
    const ways = [...selectorWays(policy, bound), ...expressionWays(policy, compiled, teams)];
    tally.hold(ways.length === 0, () => {
      const [{ resource, path, what }] = ways as [WayOut];
      return breach('admission/way-out', resource, path, { what })();
    });
  }
}

function probedNamespaceOf(cluster: ClusterModel, namespace: string): ProbedNamespace | undefined {
  const annotations = cluster.governance.get('/Namespace', namespace)?.object.metadata.annotations ?? {};
  const [first] = Object.entries(annotations).filter(([key]) => key.startsWith('image.tinjis.io/'));
  return (
    first && {
      namespace,
      workload: first[0].slice('image.tinjis.io/'.length),
      path: first[1].replace(/ .*/, ''),
    }
  );
}

/** Rules as they were asked last, and the number of their probes. */
interface Asked {
  readonly parts: readonly unknown[];
  readonly probes: number;
}

/**
 * All probes for new rules. For known rules only one probe each, which shows that the rule holds in this namespace too.
 */
function proveNamespace(
  cluster: ClusterModel,
  rules: AdmissionRules,
  probed: ProbedNamespace,
  kinds: Catalogue,
  known: Map<string, Asked>,
  tally: Tally,
): void {
  const allKnown =
    known.size > 0 && [...known].every(([name, { parts }]) => areSame(parts, partsOf(rulesNamed(rules, name))));
  const choose: Choice = allKnown ? oneOfEach : (cases) => cases;
  const probes = [
    ...writerProbes(probed),
    ...kindProbes(probed, kinds, choose),
    ...unusedRoutes(probed),
    ...annotationProbes(probed, kinds),
    ...podProbes(probed, choose),
  ];
  for (const [name, asked] of Map.groupBy(probes, ({ policy }) => policy)) {
    const own = rulesNamed(rules, name);
    // Without force it refuses nothing, and that is said once, at the field.
    if (own.policies.some((policy) => 'obstacle' in compilePolicy(policy))) continue;
    const { needed, settled } = neededOf(name, asked, own, known);
    const at = (own.policies[0] ?? own.bindings[0])?.at() ?? { file: 'policies/admission/kustomization.yaml', line: 1 };
    rulingsOn(needed, own, keyOf(name, probed, kinds, needed)).forEach((ruling, index) => {
      const { policy, what } = needed[index] as Probe;
      tally.hold(ruling.verdict === 'deny', () => ({
        code: 'admission/rule-lets-through',
        args: { policy, what, cluster: cluster.name },
        at,
        because: ruling.reasons[0],
      }));
    });
    tally.settled(settled);
  }
}

/** What is refused shows something only if the same is let in where nothing is wrong with it. */
function proveControls(
  cluster: ClusterModel,
  rules: AdmissionRules,
  probed: ProbedNamespace,
  kinds: Catalogue,
  known: Map<string, Asked>,
  tally: Tally,
): void {
  // A rule without force is said once, at the field.
  if (rules.policies.some((policy) => 'obstacle' in compilePolicy(policy))) return;
  const { needed, settled } = neededOf('', controlProbes(probed, kinds), rules, known);
  rulingsOn(needed, rules, keyOf('', probed, kinds, needed)).forEach((ruling, index) => {
    const { what } = needed[index] as Probe;
    const asked = {
      who: `${probed.namespace}/deployer`,
      what: `${what} on ${cluster.name}`,
      otherwise: { file: 'policies/admission/kustomization.yaml', line: 1 },
    };
    tally.allowed(asked, ruling);
  });
  tally.settled(settled);
}

function neededOf(
  name: string,
  asked: readonly Probe[],
  rules: AdmissionRules,
  known: Map<string, Asked>,
): { readonly needed: readonly Probe[]; readonly settled: number } {
  const parts = partsOf(rules);
  const before = known.get(name);
  if (before && areSame(before.parts, parts)) return { needed: asked.slice(0, 1), settled: before.probes - 1 };
  known.set(name, { parts, probes: asked.length });
  return { needed: asked, settled: 0 };
}

function rulesNamed({ policies, bindings, namespaces }: AdmissionRules, name: string): AdmissionRules {
  return {
    policies: policies.filter(({ object }) => object.metadata.name === name),
    bindings: bindings.filter(({ object }) => object.spec.policyName === name),
    namespaces,
  };
}

function partsOf({ policies, bindings }: AdmissionRules): readonly unknown[] {
  return [...policies, ...bindings].map(({ object }) => object);
}

/** The same only for the same probes. */
function keyOf(name: string, probed: ProbedNamespace, kinds: Catalogue, { length }: readonly Probe[]): string {
  const closed = kinds.map((each) => [kindKey(each), each.closedBy]);
  return JSON.stringify([name, probed, length, closed]);
}

function areSame(before: readonly unknown[] | undefined, parts: readonly unknown[]): boolean {
  return before?.length === parts.length && parts.every((part, index) => part === before[index]);
}

/** Rulings on probes, with all objects that decide them. */
interface Known {
  readonly parts: readonly Resource[];
  readonly rulings: readonly Ruling[];
}

/** By the first of the objects. Most changed trees keep a rule and all namespaces: then nothing is evaluated again. */
const knownBy = memoized<Resource, Map<string, Known>>(() => new Map());

/** @param key the same only for the same probes */
function rulingsOn(probes: readonly Probe[], rules: AdmissionRules, key: string): readonly Ruling[] {
  const parts: readonly Resource[] = [...rules.policies, ...rules.bindings, ...rules.namespaces];
  const known = knownBy(parts[0] as Resource);
  const before = known.get(key);
  if (before && areSame(before.parts, parts)) return before.rulings;
  const rulings = probes.map(({ request }) => admit(rules, request()));
  known.set(key, { parts, rulings });
  return rulings;
}

/**
 * Pod security is off: it would refuse some probes too, and so hide a rule that does not refuse them. Two services are
 * open to the outside.
 */
const prepared = memoized((namespace: AdmissionRules['namespaces'][number]) => {
  const { metadata } = namespace.object;
  const labels = Object.fromEntries(
    Object.entries(metadata.labels ?? {}).filter(([key]) => !key.startsWith('pod-security.')),
  );
  const annotations = {
    ...metadata.annotations,
    [`outside.tinjis.io/${probeService}`]: probeClaims,
    [`outside.tinjis.io/${otherService}`]: otherClaims,
  };
  return { ...namespace, object: { ...namespace.object, metadata: { ...metadata, labels, annotations } } };
});
