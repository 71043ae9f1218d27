import { setTimeout as pause } from 'node:timers/promises';
import type { HealthCheck as Line } from '@tinjis/platform/doctor/health-check';
import { loadTeams } from '@tinjis/delivery/load/teams';
import { diskTree } from '@tinjis/manifests/tree/tree';
import { impersonation } from '@tinjis/delivery/verify/promises/impersonation';
import { liveChecks } from '@tinjis/platform/doctor/doctor';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import type { LiveCheck, CheckGroup, CheckContext } from '../harness/check.ts';
import { type LiveObject, type Reference, referenceOf } from '@tinjis/cluster/kubernetes/objects';

/** Pause between two looks for a policy's effect: the network plug-in needs a moment. */
const againMs = 1000;

/** `tinjis doctor --live` finds a correct platform right, and finds each fault that the checks introduce. */
export const doctorChecks: CheckGroup = {
  width: 1,
  alone: true,
  open: (context) => {
    const kubernetes = Kubernetes.of(context.cluster);
    return Promise.resolve([well(context), ...spoils.map((spoiled) => found(context, kubernetes, spoiled))]);
  },
};

function doctor({ root, cluster }: CheckContext): Promise<readonly Line[]> {
  const tree = diskTree(root);
  return liveChecks({ tree, teams: loadTeams(tree), env: process.env, instance: cluster.name, cluster: 'local' });
}

function well(context: CheckContext): LiveCheck {
  return {
    name: 'well',
    title: 'finds nothing wrong with the platform as it is',
    within: 120,
    run: async (signal) => {
      // Changes made by earlier checks may still be on their way.
      const lines = await untilFound(context, signal, 100, (all) => all.every(({ health }) => health === 'right'));
      const others = lines.filter(({ health }) => health !== 'right');
      const explanation = others.map(({ name, found: seen, needed }) => `${name}: ${seen}, needed: ${needed}`);
      const observed = `${lines.length - others.length} of ${lines.length} lines right`;
      return { passed: others.length === 0, observed, explanation };
    },
  };
}

function found(context: CheckContext, kubernetes: Kubernetes, { name, title, line, spoil, fix }: Spoiled): LiveCheck {
  return {
    name,
    title,
    run: async (signal) => {
      context.putBack(name, async () => void (await fix(kubernetes)));
      try {
        await spoil(kubernetes);
        const isFound = ({ name: each, health }: Line): boolean => each === line && health === 'wrong';
        const lines = await untilFound(context, signal, 40, (all) => all.some(isFound));
        const said = lines.find((each) => each.name === line);
        return { passed: lines.some(isFound), observed: said?.found ?? 'not looked at' };
      } finally {
        await fix(kubernetes);
      }
    },
  };
}

/** Asks the doctor again and again for this many seconds, and returns its last answer. */
async function untilFound(
  context: CheckContext,
  signal: AbortSignal,
  seconds: number,
  enough: (lines: readonly Line[]) => boolean,
): Promise<readonly Line[]> {
  for (const deadline = Date.now() + seconds * 1000; ; await pause(againMs, undefined, { signal })) {
    const lines = await doctor(context);
    if (enough(lines) || Date.now() > deadline) return lines;
  }
}

/** Something that is made wrong on purpose, and the line of `tinjis doctor --live` that must report it. */
interface Spoiled {
  readonly name: string;
  readonly title: string;
  /** Name of the doctor's check. */
  readonly line: string;
  spoil(kubernetes: Kubernetes): Promise<unknown>;
  fix(kubernetes: Kubernetes): Promise<unknown>;
}

const namespaces = ['payments', 'billing'];

/** Allows all traffic in and out of a namespace. */
const openPolicy = (namespace: string): LiveObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'doctor-opens', namespace },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
});

const settings: Reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd', name: 'argocd-cm' };
const project: Reference = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  namespace: 'argocd',
  name: 'default',
};

/**
 * Faults to introduce. Argo CD would put settings and project back by itself, after seconds. A foreign image is not
 * among them: admission lets nobody bring in a foreign image, not even the administrator.
 */
export const spoils: readonly Spoiled[] = [
  {
    name: 'open-network',
    title: 'finds a network in which everybody reaches everybody',
    line: 'payments/payment → billing/antaeus:8000',
    spoil: (kubernetes) => Promise.all(namespaces.map((namespace) => kubernetes.apply(openPolicy(namespace)))),
    fix: (kubernetes) =>
      Promise.all(namespaces.map((namespace) => kubernetes.delete(referenceOf(openPolicy(namespace))))),
  },
  {
    name: 'impersonation-off',
    title: 'finds impersonation switched off',
    line: impersonation.name,
    spoil: (kubernetes) => kubernetes.patch(settings, { data: { 'application.sync.impersonation.enabled': 'True' } }),
    fix: (kubernetes) => kubernetes.patch(settings, { data: { 'application.sync.impersonation.enabled': 'true' } }),
  },
  {
    name: 'open-project',
    title: 'finds the default project open',
    line: 'project default',
    spoil: (kubernetes) => kubernetes.patch(project, { spec: { sourceRepos: ['*'] } }),
    fix: (kubernetes) => kubernetes.patch(project, { spec: { sourceRepos: [] } }),
  },
];
