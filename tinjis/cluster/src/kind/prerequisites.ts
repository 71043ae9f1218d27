import { assertNoneMissing, type MissingCondition } from '../prerequisites.ts';
import { runOrFail, succeeds } from '../process/run.ts';

/** The first version of kind whose nodes look for registries in /etc/containerd/certs.d by themselves. */
const oldest = [0, 27] as const;

/** @throws Failure (misuse) naming everything that is missing at once */
export async function assertKindPossible(): Promise<void> {
  const missing: MissingCondition[] = [];
  const need = async (what: string, fix: string, works: () => Promise<boolean>) => {
    if (!(await works())) missing.push({ what, fix });
  };
  await need('Docker does not answer', 'start Docker; `docker version` says what is in the way', () =>
    succeeds(runOrFail('docker', ['version'])),
  );
  await need(
    'Docker is Docker Desktop, whose containers are on a machine of its own',
    'use Docker Engine on Linux, or --context',
    async () =>
      !(await runOrFail('docker', ['info', '--format', '{{.OperatingSystem}}']).catch(() => '')).includes(
        'Docker Desktop',
      ),
  );
  await need(
    `there is no kind ${oldest.join('.')} or newer`,
    'install kind (https://kind.sigs.k8s.io) and put it on the PATH',
    async () => isNewEnough(await runOrFail('kind', ['version']).catch(() => '')),
  );
  await need('there is no kubectl', 'install kubectl and put it on the PATH', () =>
    succeeds(runOrFail('kubectl', ['version', '--client'])),
  );
  assertNoneMissing('kind cluster', missing);
}

/** @param said the output of `kind version`, such as `kind v0.33.0 go1.26.8 linux/amd64` */
export function isNewEnough(said: string): boolean {
  const [, major = '0', minor = '0'] = /v(\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
}
