import { get, items, type JsonValue, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

const policy = ['NetworkPolicy'];
const directions = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;
const everywhere: JsonValue = { ipBlock: { cidr: '0.0.0.0/0' } };

/** Widens one peer of a rule, or all its peers. */
export const widenPeer = onManifests('widen-peer', policy, function* ({ value }): Generator<Weakening> {
  for (const [direction, side] of directions) {
    for (const [index, rule] of items(value, ['spec', direction]).entries()) {
      const path = ['spec', direction, index, side];
      const peers = items(rule, [side]);
      const where = `${direction} ${index}`;
      yield { what: `${where}: every peer`, path };
      yield { what: `${where}: every address as well`, path, put: [...peers, everywhere] };
      yield { what: `${where}: every pod as well`, path, put: [...peers, { namespaceSelector: {} }] };
      for (const [at, peer] of peers.entries()) {
        yield* onePeer(`${where}, peer ${at}`, [...path, at], peer);
      }
    }
  }
});

function* onePeer(where: string, path: (string | number)[], peer: JsonValue): Generator<Weakening> {
  const namespaces = get(peer, ['namespaceSelector']);
  const pods = get(peer, ['podSelector']);
  if (pods !== undefined) {
    yield { what: `${where}: every pod of the namespace`, path: [...path, 'podSelector'], put: {} };
    yield { what: `${where}: the same pod of every namespace`, path: [...path, 'namespaceSelector'], put: {} };
    yield {
      what: `${where}: another pod`,
      path: [...path, 'podSelector', 'matchLabels'],
      put: { 'app.kubernetes.io/name': 'somebody-else' },
    };
  }
  if (namespaces !== undefined) {
    yield { what: `${where}: every namespace`, path: [...path, 'namespaceSelector'], put: {} };
    yield {
      what: `${where}: another namespace`,
      path: [...path, 'namespaceSelector'],
      put: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
    };
  }
  if (namespaces !== undefined && pods !== undefined)
    yield { what: `${where}: pods not told apart`, path: [...path, 'podSelector'] };
  if (get(peer, ['ipBlock', 'except'])) {
    yield { what: `${where}: no exception`, path: [...path, 'ipBlock', 'except'] };
    yield {
      what: `${where}: a smaller exception`,
      path: [...path, 'ipBlock', 'except'],
      put: items(peer, ['ipBlock', 'except']).map((cidr) => halved(String(cidr))),
    };
  }
}

/** The first half of an address range. */
function halved(cidr: string): string {
  const [network, bits] = cidr.split('/');
  return `${network}/${Number(bits) + 1}`;
}

/** Turns one peer that asks for a namespace AND a pod into two peers that ask for either. */
export const andToOr = onManifests('and-to-or', policy, function* ({ value }): Generator<Weakening> {
  for (const [direction, side] of directions) {
    for (const [index, rule] of items(value, ['spec', direction]).entries()) {
      const peers = items(rule, [side]);
      for (const [at, peer] of peers.entries()) {
        const namespaceSelector = get(peer, ['namespaceSelector']);
        const podSelector = get(peer, ['podSelector']);
        if (namespaceSelector === undefined || podSelector === undefined) continue;
        const put = peers.toSpliced(at, 1, { namespaceSelector }, { podSelector });
        yield { what: `${direction} ${index}, peer ${at}`, path: ['spec', direction, index, side], put };
      }
    }
  }
});

/** Opens more ports of a rule. */
export const widenPorts = onManifests(
  'widen-ports',
  policy,
  function* ({ value }, { developers }): Generator<Weakening> {
    for (const [direction] of directions) {
      for (const [index, rule] of items(value, ['spec', direction]).entries()) {
        const path = ['spec', direction, index, 'ports'];
        yield { what: `${direction} ${index}: every port`, path };
        for (const [at, port] of items(rule, ['ports']).entries()) {
          yield {
            what: `${direction} ${index}, port ${at}: every ${text(port, ['protocol'])} port`,
            path: [...path, at, 'port'],
          };
          yield {
            what: `${direction} ${index}, port ${at}: and all above`,
            path: [...path, at, 'endPort'],
            put: 65_535,
          };
        }
        const ops = developers
          .flatMap(({ services }) => services)
          .flatMap(({ opsPort: port }) => (port === undefined ? [] : [{ protocol: 'TCP', port }]));
        yield { what: `${direction} ${index}: the ops ports too`, path, put: [...items(rule, ['ports']), ...ops] };
      }
    }
  },
);

/** Makes a policy cover other pods or one direction less, or adds a rule without peers. */
export const loosenPolicy = onManifests('loosen-policy', policy, function* ({ value }): Generator<Weakening> {
  const types = items(value, ['spec', 'policyTypes']);
  // Without its last type, a policy is not weaker: Kubernetes fills in the types of its rules, and always Ingress.
  for (const type of types.length > 1 ? types : []) {
    yield { what: `not for ${text(type)}`, path: ['spec', 'policyTypes'], put: types.filter((each) => each !== type) };
  }
  if (types.includes('Egress') && items(value, ['spec', 'egress']).length === 0)
    yield { what: 'policyTypes left out', path: ['spec', 'policyTypes'] };
  // Kubernetes ignores rules of a direction that the types do not name.
  for (const [direction] of directions.filter(([each]) => types.some((type) => text(type).toLowerCase() === each))) {
    yield {
      what: `${direction} from and to everywhere`,
      path: ['spec', direction],
      put: [...items(value, ['spec', direction]), {}],
    };
  }
  const selected = Object.keys(get(value, ['spec', 'podSelector', 'matchLabels']) ?? {}).length > 0;
  if (selected) yield { what: 'for every pod', path: ['spec', 'podSelector'], put: {} };
  yield {
    what: 'for other pods',
    path: ['spec', 'podSelector'],
    put: { matchLabels: { 'app.kubernetes.io/name': 'somebody-else' } },
  };
});

/** Opens more hosts or ports of a policy about host names, for more pods, or in a form that nobody evaluates. */
export const widenHosts = onManifests(
  'widen-hosts',
  ['CiliumNetworkPolicy'],
  function* ({ value }): Generator<Weakening> {
    const selected = ['spec', 'endpointSelector'];
    yield { what: 'for every pod', path: selected, put: {} };
    yield {
      what: 'for other pods',
      path: selected,
      put: { matchLabels: { 'app.kubernetes.io/name': 'somebody-else' } },
    };
    yield { what: 'nothing closed', path: ['spec', 'enableDefaultDeny'], put: { egress: false } };
    yield { what: 'callers let in', path: ['spec', 'ingress'], put: [{ fromEntities: ['all'] }] };
    const rules = items(value, ['spec', 'egress']);
    yield { what: 'sends everywhere', path: ['spec', 'egress'], put: [...rules, { toEntities: ['world'] }] };
    yield { what: 'no lookups', path: ['spec', 'egress'], put: rules.slice(1) };
    for (const [index, rule] of rules.entries()) {
      const path = ['spec', 'egress', index];
      const names = items(rule, ['toFQDNs']);
      if (names.length === 0) continue;
      const hosts = [...path, 'toFQDNs'];
      yield { what: `rule ${index}: every port`, path: [...path, 'toPorts'] };
      yield { what: `rule ${index}: another port`, path: [...path, 'toPorts', 0, 'ports', 0, 'port'], put: '22' };
      yield { what: `rule ${index}: another host`, path: hosts, put: [...names, { matchName: 'files.example' }] };
      yield { what: `rule ${index}: every host`, path: hosts, put: [...names, { matchPattern: '*' }] };
    }
  },
);
