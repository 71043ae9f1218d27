import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  foreign,
  int,
  list,
  map,
  object,
  optional,
  string,
  timestamp,
  uint,
  variable,
  type CelKind,
} from './types.ts';

/** A form of a function. Method calls take their target as the first argument. */
export interface Overload {
  readonly method: boolean;
  readonly takes: readonly CelKind[];
  readonly gives: CelKind;
}

const a = variable('A');
const b = variable('B');

const plain =
  (...takes: CelKind[]) =>
  (gives: CelKind): Overload => ({ method: false, takes, gives });
const method =
  (...takes: CelKind[]) =>
  (gives: CelKind): Overload => ({ method: true, takes, gives });
const pairs = (...types: CelKind[]): Overload[] => types.map((type) => plain(type, type)(type));
const conversions = (gives: CelKind, ...types: CelKind[]): Overload[] => types.map((type) => plain(type)(gives));

// In the order of cel-go, which is how a type that is still open is settled.
const compared: Overload[] = [
  [bool, bool],
  [int, int],
  [int, double],
  [int, uint],
  [uint, uint],
  [uint, double],
  [uint, int],
  [double, double],
  [double, int],
  [double, uint],
  [string, string],
  [bytes, bytes],
  [timestamp, timestamp],
  [duration, duration],
].map((types) => plain(...types)(bool));
const measured = [bytes, list(a), map(a, b), string];
const texts = [plain(string, string)(bool), method(string, string)(bool)];

/**
 * The functions that are evaluated here, with the forms that Kubernetes declares for them
 * (`common/stdlib/standard.go` and `cel/library.go` of cel-go). The oracle `admission-cel` shows that they give what
 * the API server's give. The evaluator does not guess at an expression beyond them.
 */
export const functions: ReadonlyMap<string, readonly Overload[]> = new Map<string, readonly Overload[]>([
  ['_&&_', pairs(bool)],
  ['_||_', pairs(bool)],
  ['!_', [plain(bool)(bool)]],
  ['@not_strictly_false', [plain(bool)(bool)]],
  ['_?_:_', [plain(bool, a, a)(a)]],
  ['_==_', [plain(a, a)(bool)]],
  ['_!=_', [plain(a, a)(bool)]],
  ['_<_', compared],
  ['_<=_', compared],
  ['_>_', compared],
  ['_>=_', compared],
  [
    '_+_',
    [
      ...pairs(bytes, double, duration),
      plain(duration, timestamp)(timestamp),
      plain(timestamp, duration)(timestamp),
      ...pairs(int, list(a), string, uint),
    ],
  ],
  [
    '_-_',
    [
      ...pairs(double, duration, int),
      plain(timestamp, duration)(timestamp),
      plain(timestamp, timestamp)(duration),
      ...pairs(uint),
    ],
  ],
  ['-_', [plain(double)(double), plain(int)(int)]],
  ['_*_', pairs(double, int, uint)],
  ['_/_', pairs(double, int, uint)],
  ['_%_', pairs(int, uint)],
  ['@in', [plain(a, list(a))(bool), plain(a, map(a, b))(bool)]],
  [
    '_[_]',
    [
      plain(list(a), int)(a),
      plain(map(a, b), a)(b),
      plain(optional(list(a)), int)(optional(a)),
      plain(optional(map(a, b)), a)(optional(b)),
    ],
  ],
  ['size', [...measured.map((type) => plain(type)(int)), ...measured.map((type) => method(type)(int))]],
  ['startsWith', texts.slice(1)],
  ['endsWith', texts.slice(1)],
  ['contains', texts.slice(1)],
  ['matches', texts],
  // `split` and `join` come from the strings library (`ext/strings.go`), the others of which are not evaluated here.
  ['split', [method(string, string)(list(string)), method(string, string, int)(list(string))]],
  ['join', [method(list(string))(string), method(list(string), string)(string)]],
  ['string', conversions(string, string, bool, bytes, double, duration, int, timestamp, uint)],
  ['int', conversions(int, int, double, duration, string, timestamp, uint)],
]);

/** A field that the API server declares, but that neither a request here nor a manifest tells. */
const unheld = foreign('unheld');

const groupVersionKind = object('kubernetes.GroupVersionKind', { group: string, version: string, kind: string });
const groupVersionResource = object('kubernetes.GroupVersionResource', {
  group: string,
  version: string,
  resource: string,
});
const request = object('kubernetes.AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: string,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo: object('kubernetes.UserInfo', { username: string, groups: list(string), uid: unheld, extra: unheld }),
  dryRun: bool,
  options: unheld,
});
const namespace = object('kubernetes.Namespace', {
  metadata: object('kubernetes.NamespaceMetadata', {
    name: string,
    labels: map(string, string),
    annotations: map(string, string),
    generateName: unheld,
    namespace: unheld,
    UID: unheld,
    creationTimestamp: unheld,
    deletionGracePeriodSeconds: unheld,
    deletionTimestamp: unheld,
    generation: unheld,
    resourceVersion: unheld,
    finalizers: unheld,
  }),
  spec: unheld,
  status: unheld,
});

export type Declarations = ReadonlyMap<string, CelKind>;

/** Names of types and libraries that the API server knows. */
const beyond =
  'bool bytes cel double format google int ip kubernetes list lists map net null_type optional optional_type sets string type uint';

/** What each expression may name, after `createEnvForOpts` in `k8s.io/apiserver/pkg/admission/plugin/cel`. */
const shared: Declarations = new Map([
  ...beyond.split(' ').map((name) => [name, foreign(name)] as const),
  ['object', dyn],
  ['oldObject', dyn],
  ['request', request],
  ['namespaceObject', namespace],
]);

/**
 * Fields that only the API server writes into an object, `status` included. No manifest holds them, so here they are
 * unknown and not absent.
 */
export const writtenByServer: ReadonlySet<string> = new Set([
  'status',
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.deletionGracePeriodSeconds',
  'metadata.managedFields',
  'metadata.selfLink',
]);

/** What an expression may name beyond the request, its objects and its namespace. */
export interface Names {
  /** `authorizer`, which messages may not use. */
  readonly authorizer?: boolean;
  /** `params`, which only a policy with a `paramKind` has. */
  readonly params?: boolean;
  /** The policy's variables, as far as they are defined. */
  readonly variables?: ReadonlyMap<string, CelKind>;
}

export function declarations({ authorizer = true, params = false, variables }: Names = {}): Declarations {
  return new Map([
    ...shared,
    ...(authorizer ? ([['authorizer', foreign('authorizer')]] as const) : []),
    ...(params ? ([['params', foreign('params')]] as const) : []),
    ...(variables ? ([['variables', object('kubernetes.variables', Object.fromEntries(variables))]] as const) : []),
  ]);
}
