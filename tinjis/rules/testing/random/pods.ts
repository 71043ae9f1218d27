import fc from 'fast-check';

/** A pod written into a namespace. */
export interface PodCase {
  readonly labels: Readonly<Record<string, string>>;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subresource: string;
  readonly pod: object;
  readonly oldPod?: object;
}

// The level's required values are frequent, or hardly any pod would pass nineteen controls at once.
const mostly = <T>(good: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, ...others.map((one) => fc.constant(one)));
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const often = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 8, arbitrary: value });

const seccompProfile = fc.record({ type: mostly('RuntimeDefault', 'Unconfined', 'Localhost', '') });
const shared = {
  runAsNonRoot: often(mostly(true, false)),
  runAsUser: rarely(fc.constantFrom(0, 65532)),
  seccompProfile: rarely(seccompProfile),
  appArmorProfile: rarely(fc.record({ type: fc.constantFrom('RuntimeDefault', 'Localhost', 'Unconfined') })),
  seLinuxOptions: rarely(
    fc.record(
      {
        type: fc.constantFrom('', 'container_t', 'container_engine_t', 'spc_t'),
        user: fc.constantFrom('', 'u'),
        role: fc.constantFrom('', 'r'),
      },
      { requiredKeys: [] },
    ),
  ),
  windowsOptions: rarely(fc.record({ hostProcess: fc.boolean() })),
};

const capability = fc.constantFrom('NET_BIND_SERVICE', 'CHOWN', 'SYS_ADMIN', 'ALL');
const capabilities = fc.record({
  drop: mostly(['ALL'], [], ['CHOWN', 'ALL'], ['CHOWN']),
  add: rarely(fc.array(capability, { maxLength: 2 })),
});

const handler = fc.record({ host: fc.constantFrom('', '203.0.113.1'), port: fc.constant(80) });
const probe = rarely(fc.oneof(fc.record({ httpGet: handler }), fc.record({ tcpSocket: handler })));

const container = (name: string): fc.Arbitrary<object> =>
  fc.record({
    name: fc.constant(name),
    image: fc.constantFrom('a', 'b'),
    ports: rarely(
      fc.array(fc.record({ containerPort: fc.constant(80), hostPort: fc.constantFrom(0, 8080) }), { maxLength: 2 }),
    ),
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    lifecycle: rarely(fc.record({ postStart: probe, preStop: probe })),
    securityContext: often(
      fc.record({
        ...shared,
        privileged: rarely(fc.boolean()),
        allowPrivilegeEscalation: often(mostly(false, true)),
        procMount: rarely(fc.constantFrom('Default', 'Unmasked')),
        capabilities: often(capabilities),
      }),
    ),
  });

const kinds = [
  'configMap',
  'emptyDir',
  'secret',
  'projected',
  'image',
  'csi',
  'persistentVolumeClaim',
  'hostPath',
  'nfs',
  'gitRepo',
];
const volume = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...kinds).map((kind) => ({ name: kind.toLowerCase(), [kind]: {} })) },
  { weight: 1, arbitrary: fc.constant({ name: 'none' }) },
);

const spec = fc.record({
  os: rarely(fc.record({ name: fc.constantFrom('linux', 'windows') })),
  hostNetwork: rarely(fc.boolean()),
  hostPID: rarely(fc.boolean()),
  hostIPC: rarely(fc.boolean()),
  hostUsers: rarely(fc.boolean()),
  securityContext: often(
    fc.record({
      ...shared,
      seccompProfile: often(seccompProfile),
      sysctls: rarely(
        fc.array(
          fc.record({
            name: fc.constantFrom(
              'kernel.shm_rmid_forced',
              'net.ipv4.ip_local_reserved_ports',
              'net.ipv4.tcp_keepalive_time',
              'net.ipv4.tcp_rmem',
              'kernel.msgmax',
            ),
            value: fc.constant('1'),
          }),
          { maxLength: 2 },
        ),
      ),
    }),
  ),
  volumes: rarely(fc.array(volume, { maxLength: 2 })),
  containers: fc.tuple(container('one'), rarely(container('two'))).map((all) => all.filter((one) => one !== undefined)),
  initContainers: rarely(container('init').map((one) => [one])),
  ephemeralContainers: rarely(container('debug').map((one) => [one])),
});

const annotations = rarely(
  fc.dictionary(
    fc.constantFrom(
      'container.apparmor.security.beta.kubernetes.io/one',
      'seccomp.security.alpha.kubernetes.io/pod',
      'container.seccomp.security.alpha.kubernetes.io/one',
      'other',
    ),
    fc.constantFrom('', 'runtime/default', 'docker/default', 'localhost/x', 'unconfined'),
    { maxKeys: 2, noNullPrototype: true },
  ),
);

const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record({ name: fc.constant('pod'), annotations }),
  spec,
});

const labels = fc.record(
  {
    'pod-security.kubernetes.io/enforce': fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('baseline', 'restricted') },
      fc.constantFrom('privileged', 'strict', ''),
    ),
    'pod-security.kubernetes.io/enforce-version': fc.oneof(
      // The versions around which a control changed, and some beyond.
      {
        weight: 5,
        arbitrary: fc
          .constantFrom(0, 7, 8, 18, 19, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 40)
          .map((minor) => `v1.${minor}`),
      },
      { weight: 1, arbitrary: fc.constantFrom('latest', 'v1.018', '1.18', 'v2.0', 'v1.18.1', '') },
    ),
  },
  { requiredKeys: [] },
);

interface PodSpec {
  readonly containers: readonly object[];
  readonly initContainers?: readonly object[] | undefined;
  readonly ephemeralContainers?: readonly object[] | undefined;
}
const other = (one: object): object => ({ ...one, image: 'c' });

const ignored = ['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status'];

/** Pods for namespaces of all levels and versions, made or changed. */
export const podCases: fc.Arbitrary<PodCase> = fc
  .record({
    labels,
    operation: fc.constantFrom('CREATE' as const, 'CREATE' as const, 'UPDATE' as const),
    subresource: fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      fc.constantFrom('ephemeralcontainers', 'resize', ...ignored),
    ),
    pod,
    before: fc.constantFrom<(spec: PodSpec) => object>(
      (same) => same,
      ({ containers, ...rest }) => ({ ...rest, containers: containers.map(other) }),
      ({ containers, ...rest }) => ({ ...rest, containers: containers.slice(1) }),
      ({ initContainers, ...rest }) => ({ ...rest, initContainers: initContainers?.map(other) }),
      ({ ephemeralContainers, ...rest }) => ({ ...rest, ephemeralContainers: ephemeralContainers?.map(other) }),
      (most) => ({ ...most, ephemeralContainers: [] }),
      (most) => ({ ...most, hostNetwork: true }),
    ),
  })
  .map(({ before, ...rest }) =>
    rest.operation === 'UPDATE' ? { ...rest, oldPod: { ...rest.pod, spec: before(rest.pod.spec) } } : rest,
  );
