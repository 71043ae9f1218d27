import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import type { FieldPath } from '../../../src/objects/located.ts';
import { violations, standardOf } from '../../../src/admission/pod-security/evaluate.ts';
import type { Pod } from '../../../src/admission/pod-security/pod.ts';
import { goodPod, podWith } from '../../../testing/pods.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const container: FieldPath = ['spec', 'containers', 0];
const secured: FieldPath = [...container, 'securityContext'];
const inPod: FieldPath = ['spec', 'securityContext'];
const newest = 36;

const checksOf = (pod: Pod, level: 'baseline' | 'restricted', minor = newest): string[] =>
  violations(pod, level, minor).map(({ check }) => check);

describe('the Pod Security Standards', () => {
  it('let a pod in that keeps every rule, in every version', () => {
    for (const level of ['baseline', 'restricted'] as const) {
      for (const minor of [0, 8, 19, 22, 25, 34, 35, newest, Infinity]) {
        expect(violations(goodPod(), level, minor), `${level} v1.${minor}`).to.equal([]);
      }
    }
  });

  // The effect of a single change: the level and the control that it breaks, and the field to fix.
  const baseline: readonly (readonly [string, FieldPath, unknown, FieldPath?])[] = [
    ['hostNamespaces', ['spec', 'hostNetwork'], true],
    ['hostNamespaces', ['spec', 'hostPID'], true],
    ['hostNamespaces', ['spec', 'hostIPC'], true],
    ['hostPorts', [...container, 'ports', 0, 'hostPort'], 8080],
    ['hostPathVolumes', ['spec', 'volumes', 0, 'hostPath'], {}],
    ['hostProbesAndHostLifecycle', [...container, 'livenessProbe', 'httpGet', 'host'], '203.0.113.1'],
    ['hostProbesAndHostLifecycle', [...container, 'readinessProbe', 'tcpSocket', 'host'], '203.0.113.1'],
    ['hostProbesAndHostLifecycle', [...container, 'startupProbe', 'httpGet', 'host'], '203.0.113.1'],
    ['hostProbesAndHostLifecycle', [...container, 'lifecycle', 'postStart', 'httpGet', 'host'], '203.0.113.1'],
    ['hostProbesAndHostLifecycle', [...container, 'lifecycle', 'preStop', 'tcpSocket', 'host'], '203.0.113.1'],
    ['privileged', [...secured, 'privileged'], true],
    ['procMount', [...secured, 'procMount'], 'Unmasked'],
    ['capabilities_baseline', [...secured, 'capabilities', 'add', 0], 'SYS_ADMIN'],
    ['seLinuxOptions', [...secured, 'seLinuxOptions', 'type'], 'spc_t'],
    ['seLinuxOptions', [...inPod, 'seLinuxOptions', 'user'], 'root'],
    ['seLinuxOptions', [...inPod, 'seLinuxOptions', 'role'], 'admin'],
    ['seccompProfile_baseline', [...inPod, 'seccompProfile', 'type'], 'Unconfined'],
    ['seccompProfile_baseline', [...secured, 'seccompProfile', 'type'], 'Unconfined'],
    ['appArmorProfile', [...secured, 'appArmorProfile', 'type'], 'Unconfined'],
    [
      'appArmorProfile',
      ['metadata', 'annotations', 'container.apparmor.security.beta.kubernetes.io/payment'],
      'unconfined',
    ],
    ['sysctls', [...inPod, 'sysctls', 0, 'name'], 'kernel.msgmax'],
    ['sysctls', [...inPod, 'sysctls', 0], {}, [...inPod, 'sysctls', 0, 'name']],
    ['windowsHostProcess', [...secured, 'windowsOptions', 'hostProcess'], true],
    ['windowsHostProcess', [...inPod, 'windowsOptions', 'hostProcess'], true],
  ];
  for (const [check, path, value, field = path] of baseline) {
    it(`refuse at baseline ${path.join('.')}: ${JSON.stringify(value)}`, () => {
      expect(violations(podWith(path, value), 'baseline', newest).map((found) => [found.check, found.fields])).to.equal(
        [[check, [field]]],
      );
      expect(violations(podWith(path, value), 'restricted', newest)).to.not.be.empty();
    });
  }

  const restricted: readonly (readonly [string, FieldPath, unknown, FieldPath?])[] = [
    ['allowPrivilegeEscalation', [...secured, 'allowPrivilegeEscalation'], undefined],
    ['allowPrivilegeEscalation', [...secured, 'allowPrivilegeEscalation'], true],
    ['capabilities_restricted', [...secured, 'capabilities', 'drop'], undefined],
    ['capabilities_restricted', [...secured, 'capabilities', 'drop'], ['CHOWN']],
    ['capabilities_restricted', [...secured, 'capabilities', 'add', 0], 'CHOWN'],
    ['restrictedVolumes', ['spec', 'volumes', 0], { nfs: {} }],
    ['runAsNonRoot', [...inPod, 'runAsNonRoot'], undefined, [...secured, 'runAsNonRoot']],
    ['runAsNonRoot', [...secured, 'runAsNonRoot'], false],
    ['runAsUser', [...inPod, 'runAsUser'], 0],
    ['runAsUser', [...secured, 'runAsUser'], 0],
    ['seccompProfile_restricted', [...inPod, 'seccompProfile'], undefined, [...secured, 'seccompProfile']],
  ];
  for (const [check, path, value, field = path] of restricted) {
    it(`refuse at restricted ${path.join('.')}: ${JSON.stringify(value)}`, () => {
      expect(
        violations(podWith(path, value), 'restricted', newest).map((found) => [found.check, found.fields]),
      ).to.equal([[check, [field]]]);
      expect(violations(podWith(path, value), 'baseline', newest)).to.equal([]);
    });
  }

  it('let pass what is allowed although it is set', () => {
    for (const [path, value] of [
      [['spec', 'hostNetwork'], false],
      [[...container, 'ports', 0], { containerPort: 9000, hostPort: 0 }],
      [[...container, 'ports', 0], { containerPort: 9000 }],
      [[...container, 'livenessProbe'], { httpGet: { host: '', port: 9001 } }],
      [[...secured, 'procMount'], 'Default'],
      [[...secured, 'capabilities', 'add'], ['NET_BIND_SERVICE']],
      [[...secured, 'seLinuxOptions'], { type: 'container_t' }],
      [[...secured, 'seccompProfile'], { type: 'Localhost' }],
      [[...secured, 'appArmorProfile'], { type: 'Localhost' }],
      [[...secured, 'runAsNonRoot'], true],
      [[...secured, 'runAsUser'], 65532],
      [[...inPod, 'sysctls'], [{ name: 'net.ipv4.tcp_rmem', value: '1' }]],
      [
        ['metadata', 'annotations'],
        { 'container.apparmor.security.beta.kubernetes.io/payment': 'localhost/x', other: 'unconfined' },
      ],
      [['metadata', 'annotations'], { 'container.apparmor.security.beta.kubernetes.io/payment': '' }],
      [['metadata', 'annotations'], { 'container.apparmor.security.beta.kubernetes.io/payment': 'runtime/default' }],
      [['spec', 'volumes'], [{ name: 'v', secret: {} }]],
    ] as const) {
      expect(checksOf(podWith(path, value), 'restricted'), path.join('.')).to.equal([]);
    }
  });

  it('look at containers of all three kinds', () => {
    const bad = { name: 'x', securityContext: { privileged: true } };
    for (const field of ['initContainers', 'ephemeralContainers'] as const) {
      expect(violations(podWith(['spec', field], [bad]), 'baseline', newest)[0]?.fields).to.equal([
        ['spec', field, 0, 'securityContext', 'privileged'],
      ]);
    }
  });

  it('spare a pod of Windows what it cannot set, since 1.25', () => {
    const pod: Pod = {
      ...goodPod(),
      spec: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [{ name: 'w' }] },
    };
    expect(checksOf(pod, 'restricted')).to.equal([]);
    expect(checksOf(pod, 'restricted', 24)).to.equal([
      'allowPrivilegeEscalation',
      'capabilities_restricted',
      'seccompProfile_restricted',
    ]);
  });

  it('spare a pod in a user namespace what root means there, since 1.35', () => {
    const pod = podWith(['spec', 'hostUsers'], false);
    const root: Pod = {
      ...pod,
      spec: { ...pod.spec, securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsUser: 0 } },
    };
    expect([checksOf(root, 'restricted'), checksOf(root, 'restricted', 34)]).to.equal([
      [],
      ['runAsNonRoot', 'runAsUser'],
    ]);
    const unmasked: Pod = {
      ...pod,
      spec: { ...pod.spec, containers: [{ name: 'c', securityContext: { procMount: 'Unmasked' } }] },
    };
    expect([checksOf(unmasked, 'baseline'), checksOf(unmasked, 'baseline', 34)]).to.equal([[], ['procMount']]);
    expect(checksOf(unmasked, 'restricted')).to.include('procMount_restricted');
  });

  it('know what each version knew', () => {
    const sysctl = (name: string): Pod => podWith([...inPod, 'sysctls', 0], { name, value: '1' });
    for (const [name, since] of [
      ['net.ipv4.ip_local_reserved_ports', 27],
      ['net.ipv4.tcp_keepalive_time', 29],
      ['net.ipv4.tcp_wmem', 32],
    ] as const) {
      expect([checksOf(sysctl(name), 'baseline', since - 1), checksOf(sysctl(name), 'baseline', since)], name).to.equal(
        [['sysctls'], []],
      );
    }
    const engine = podWith([...inPod, 'seLinuxOptions', 'type'], 'container_engine_t');
    expect([checksOf(engine, 'baseline', 30), checksOf(engine, 'baseline', 31)]).to.equal([['seLinuxOptions'], []]);
    const probe = podWith([...container, 'livenessProbe', 'httpGet', 'host'], 'x');
    expect([checksOf(probe, 'baseline', 33), checksOf(probe, 'baseline', 34)]).to.equal([
      [],
      ['hostProbesAndHostLifecycle'],
    ]);
    const annotated = (key: string, value: string): Pod => podWith(['metadata', 'annotations', `${key}`], value);
    for (const key of [
      'seccomp.security.alpha.kubernetes.io/pod',
      'container.seccomp.security.alpha.kubernetes.io/payment',
    ]) {
      expect([
        checksOf(annotated(key, 'unconfined'), 'baseline', 18),
        checksOf(annotated(key, 'unconfined'), 'baseline', 19),
      ]).to.equal([['seccompProfile_baseline'], []]);
      for (const good of ['runtime/default', 'docker/default', 'localhost/x']) {
        expect(checksOf(annotated(key, good), 'baseline', 18)).to.equal([]);
      }
    }
  });

  it('are not hurt by what is no pod', () => {
    for (const spec of [
      undefined,
      { containers: 'x' },
      { containers: [null, 'x'], volumes: [null] },
      { containers: [{ ports: {}, securityContext: { capabilities: { add: 'X', drop: 1 } } }] },
    ]) {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, ...(spec && { spec }) } as unknown as Pod;
      expect(() => violations(pod, 'restricted', Infinity)).to.not.throw();
    }
  });
});

const enforce = (level: string, version?: string) =>
  standardOf({
    'pod-security.kubernetes.io/enforce': level,
    ...(version !== undefined && { 'pod-security.kubernetes.io/enforce-version': version }),
  });

describe('the standard of a namespace', () => {
  it('is privileged without a label, whatever is warned about', () => {
    expect(standardOf({ 'pod-security.kubernetes.io/warn': 'restricted' })).to.equal({
      level: 'privileged',
      minor: Infinity,
    });
  });

  it('is what its labels say', () => {
    expect(enforce('restricted', 'v1.36')).to.equal({ level: 'restricted', minor: 36 });
    expect(enforce('baseline', 'v1.0')).to.equal({ level: 'baseline', minor: 0 });
    expect(enforce('privileged', 'latest')).to.equal({ level: 'privileged', minor: Infinity });
  });

  it('is the strictest and newest where a label says nothing known', () => {
    expect(enforce('restrictd').level).to.equal('restricted');
    for (const version of ['1.36', 'v1.036', 'v2.0', '', 'v1.36.1']) {
      expect(enforce('baseline', version), version).to.equal({ level: 'baseline', minor: Infinity });
    }
  });
});
