import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Kubernetes } from '@tinjis/cluster/kubernetes/client';
import { type LiveObject, referenceOf } from '@tinjis/cluster/kubernetes/objects';
import { waitFor } from '@tinjis/cluster/wait';
import { networkPolicies } from '@tinjis/delivery/generate/network-policies';
import { connectionsFrom, nameLabel, workloadKey, workloadsOfTeam } from '@tinjis/delivery/model/layout';
import type { DeclaredWorkload, Teams } from '@tinjis/delivery/model/teams';
import { readTeams } from '@tinjis/delivery/model/teams/syntax';
import { servedFolder } from '@tinjis/platform/git/folders';
import { type Peer, peerText } from '@tinjis/rules/network/peer';
import type { CheckContext, CheckGroup, LiveCheck } from '../harness/check.ts';
import { companyHosts, hostPort } from './company-hosts.ts';
import { companyPeople } from './company-people.ts';
import { readServed } from '../identities/served-repository.ts';
import { podsOn, type RunningPod } from '../probes/pods.ts';
import { addressText, reach } from '../probes/probers.ts';
import { type ProbedDestination, podPlaces } from './connections/destinations.ts';
import { boxImage } from './connections/rogues.ts';

/** The team file of the company that the tests prove, from the top of the checkout. */
const teamFile = 'tinjis/delivery/testing/company/teams.yaml';

/**
 * A company of three teams and eleven services, with a stand-in for each workload that listens on its ports: exactly
 * the connections of its team file are open, and its people and programs have the rights of its team file. Its
 * namespaces are no team's, so the network and RBAC alone have a say.
 */
export const companyChecks: CheckGroup = {
  width: 4,
  alone: true,
  open: async (context) => {
    const text = readFileSync(join(context.root, teamFile), 'utf8');
    const reading = readTeams(text.replace(/(?<=host: api\.bank\.example, port: )443\b/, String(hostPort)), teamFile);
    if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
    const { teams } = reading;
    const admin = Kubernetes.of(context.cluster);
    const box = await bringUp(context, admin, teams);
    const pods = await podsOn(admin, box);
    const control = pods.filter(({ id }) => id === free);
    const own = pods.filter(({ peer }) => teams.developers.some(({ namespace }) => namespace === peer.namespace));
    const controls = podPlaces(pods).filter(({ id }) => id === dns);
    return [
      ...own.map((pod) => edgesCheck(teams, pod, [...podPlaces(own), ...controls])),
      ...(await companyHosts(context, admin, teams, [...own, ...control])),
      ...(await companyPeople(context, admin, teams)),
    ];
  },
};

/**
 * Brings the company's pods up behind its generated network policies.
 * @returns the image that they run
 */
async function bringUp(context: CheckContext, admin: Kubernetes, teams: Teams): Promise<string> {
  const served = readServed(servedFolder(context.folders));
  const box = await boxImage(context, served);
  const { tree } = served;
  const blocks = tree.paths
    .filter((path) => /^policies\/network\/[^/]+\.yaml$/.test(path))
    .map((path) => tree.text(path));
  const namespaces = teams.developers.map(({ namespace }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  }));
  const there = await Promise.all(namespaces.map(({ metadata }) => admin.find({ ...namespaceKind, ...metadata })));
  if (there.some((each) => each !== undefined)) throw new Error('a namespace of the company is there already');
  context.putBack("the company's namespaces", async () => {
    await Promise.all(namespaces.map(({ metadata }) => admin.delete({ ...namespaceKind, ...metadata })));
  });
  await Promise.all(namespaces.map((namespace) => admin.apply(namespace)));
  const policies = teams.developers.flatMap((team) =>
    parseAllDocuments(networkPolicies(teams, team, blocks)).map((document) => document.toJS() as LiveObject),
  );
  // Another engine may not know the kind of policies about host names.
  const known = policies.filter(({ kind }) => kind === 'NetworkPolicy' || context.cluster.kind === 'bare');
  await Promise.all(known.map((policy) => admin.apply(policy)));
  const pods = teams.developers.flatMap(workloadsOfTeam).map((workload) => standIn(workload, box));
  const control = standIn({ name: 'free', namespace: 'default', ports: [] }, box);
  context.putBack('the pod without policies', () => admin.delete(referenceOf(control), { graceSeconds: 0 }));
  pods.push(control);
  for (const { namespace } of teams.developers) {
    // A namespace can take pods once it has its ServiceAccount.
    await waitFor({ what: `the ServiceAccount of ${namespace}`, timeout: 20_000 }, async () =>
      (await admin.find({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' }))
        ? { found: true }
        : { instead: 'none yet' },
    );
  }
  await Promise.all(pods.map((pod) => admin.apply(pod)));
  await waitFor({ what: "the company's pods", timeout: 90_000 }, async () => {
    const running = await admin.list({ apiVersion: 'v1', kind: 'Pod' }, { fields: 'status.phase=Running' });
    const own = running.filter(({ metadata }) =>
      pods.some((pod) => pod.metadata.name === metadata.name && pod.metadata.namespace === metadata.namespace),
    ).length;
    return own === pods.length ? { found: true } : { instead: `${own} of ${pods.length} run` };
  });
  return box;
}

const namespaceKind = { apiVersion: 'v1', kind: 'Namespace' };

/** A pod that wears the workload's label, and answers on each of its ports. */
function standIn(
  { name, namespace, ports }: Pick<DeclaredWorkload, 'name' | 'namespace' | 'ports'>,
  image: string,
): LiveObject {
  const listen = 'for port; do /bin/busybox httpd -f -p "$port" & done; exec /bin/busybox sleep 3600';
  const numbers = ports.map(({ port }) => port);
  const container = {
    name: 'box',
    image,
    command: ['/bin/busybox', 'sh', '-c', listen, 'sh', ...numbers.map(String)],
    ports: ports.map((port) => ({ name: port.name, containerPort: port.port })),
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    // The probes know pods of this name: they hold busybox.
    metadata: { name: `tinjis-rogue-${name}`, namespace, labels: { [nameLabel]: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container],
    },
  };
}

/** What a pod reaches of the others is what the team file says. DNS, which answers everybody, is the control. */
function edgesCheck(teams: Teams, from: RunningPod, places: readonly ProbedDestination[]): LiveCheck {
  const edges = connectionsFrom(teams).get(workloadOf(from.peer)) ?? [];
  const wanted = new Set(edges.map(({ to, port }) => `${workloadKey(to)}:${port}`));
  const isControl = ({ id }: ProbedDestination): boolean => id === dns;
  const isOpen = (place: ProbedDestination): boolean =>
    isControl(place) || wanted.has(`${workloadOf(place.peer)}:${place.podPort}`);
  return {
    name: `edges/${workloadOf(from.peer)}`,
    title: `${workloadOf(from.peer)} of the company connects to what its team file names, and to nothing else`,
    run: async () => {
      const others = places.filter(({ ip }) => ip !== from.peer.ip);
      const expected = new Map(others.map((place) => [addressText(place), isOpen(place)]));
      const reached = await reach(from.probe, others, (target) => expected.get(addressText(target)) ?? false);
      const wrong = others.filter((place) => reached.get(addressText(place))?.open !== isOpen(place));
      return {
        passed: wrong.length === 0 && others.some(isControl),
        observed: `${others.length} tried, ${wanted.size} of them the company's own`,
        explanation: wrong.map((place) => `${place.id}: ${isOpen(place) ? 'closed' : 'open'}`),
        measures: { connections: others.length, wrong: wrong.length },
      };
    },
  };
}

const dns = 'kube-system/coredns:53';
/** The pod that no policy is about. */
const free = 'default/tinjis-rogue-free';

/** `namespace/workload`: each team of the company has a namespace of its own name. */
function workloadOf(peer: Peer): string {
  return peer.kind === 'pod' ? `${peer.namespace}/${peer.labels[nameLabel]}` : peerText(peer);
}
