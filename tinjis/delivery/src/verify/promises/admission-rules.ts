import { entry } from '../../entry.ts';
import { type AdmissionRules, admit } from '@tinjis/rules/admission/admit';
import type { At } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '../../model/model.ts';
import { rulesOf } from '../../answer/rules.ts';
import { availabilityProbes } from '../admission/availability.ts';
import {
  exposureProbes,
  otherHost,
  otherService,
  probeHost,
  probeService,
  writerProbes,
} from '../admission/objects.ts';
import { podProbes } from '../admission/pods.ts';
import type { ProbedNamespace, Probe } from '../admission/probe.ts';
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
    'admission/rule-lets-through': entry(
      '{policy} alone lets a deployer {what} on {cluster}',
      alone,
      'make the rule refuse it again',
    ),
  },
  prove({ model }, tally) {
    // Clusters share their rules; a result for the same rules and the same kind of namespace holds again.
    const known = new Map<string, unknown[]>();
    for (const cluster of model.clusters) {
      proveForce(cluster, tally);
      const { admission } = rulesOf(cluster);
      const rules = { ...admission, namespaces: admission.namespaces.map(prepared) };
      for (const { namespace } of model.teams.developers) {
        const probed = probedNamespaceOf(cluster, namespace);
        if (probed) proveNamespace(cluster, rules, probed, known, tally);
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

function probedNamespaceOf(cluster: ClusterModel, namespace: string): ProbedNamespace | undefined {
  const annotations = cluster.governance.get('/Namespace', namespace)?.object.metadata.annotations ?? {};
  const [first] = Object.entries(annotations).filter(([key]) => key.startsWith('image.tinjis.io/'));
  return first && { namespace, workload: first[0].slice('image.tinjis.io/'.length), path: first[1] };
}

/**
 * All probes for new rules. For known rules only one probe each, which shows that the rule holds in this namespace too.
 */
function proveNamespace(
  cluster: ClusterModel,
  { policies, bindings, namespaces }: AdmissionRules,
  probed: ProbedNamespace,
  known: Map<string, unknown[]>,
  tally: Tally,
): void {
  const probes = [
    ...writerProbes(probed),
    ...exposureProbes(probed),
    ...availabilityProbes(probed),
    ...podProbes(probed),
  ];
  for (const name of new Set(probes.map(({ policy }) => policy))) {
    const own = policies.filter(({ object }) => object.metadata.name === name);
    const bound = bindings.filter(({ object }) => object.spec.policyName === name);
    const rules: AdmissionRules = { policies: own, bindings: bound, namespaces };
    const parts = [...own, ...bound].map(({ object }) => object as unknown);
    const before = known.get(name);
    const same =
      before !== undefined && before.length === parts.length && parts.every((part, index) => part === before[index]);
    known.set(name, parts);
    const asked = probes.filter(({ policy }) => policy === name);
    const at = own[0]?.at() ?? bound[0]?.at() ?? { file: 'policies/admission/kustomization.yaml', line: 1 };
    for (const probe of same ? asked.slice(0, 1) : asked) {
      proveProbe(cluster, rules, probe, at, tally);
    }
    if (same) tally.settled(asked.length - 1);
  }
}

function proveProbe(
  cluster: ClusterModel,
  rules: AdmissionRules,
  { policy, what, request }: Probe,
  at: At,
  tally: Tally,
): void {
  const ruling = admit(rules, request());
  const args = { policy, what, cluster: cluster.name };
  tally.hold(ruling.verdict === 'deny', () => ({
    code: 'admission/rule-lets-through',
    args,
    at,
    because: ruling.reasons[0],
  }));
}

/**
 * Pod security is off: it would refuse some probes too, and so hide a rule that does not refuse them. Two services are
 * open to the outside.
 */
function prepared<T extends AdmissionRules['namespaces'][number]>(namespace: T): T {
  const { metadata } = namespace.object;
  const labels = Object.fromEntries(
    Object.entries(metadata.labels ?? {}).filter(([key]) => !key.startsWith('pod-security.')),
  );
  const annotations = {
    ...metadata.annotations,
    [`outside.tinjis.io/${probeService}`]: probeHost,
    [`outside.tinjis.io/${otherService}`]: otherHost,
  };
  return { ...namespace, object: { ...namespace.object, metadata: { ...metadata, labels, annotations } } };
}
