/**
 * Writes the schemas beside this file anew from the Go modules their programs are built from: `node
 * tinjis/manifests/schemas/extract.ts`. Needs Go and network. The modules' checksums are verified by Go against its
 * checksum database; what is written is compared by Git.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, loadAll } from 'js-yaml';
import type { Bundle } from '../src/schemas/bundle.ts';
import { type CustomResourceDefinition, fromCrds } from '../src/schemas/extract/crd.ts';
import { fromOpenApi } from '../src/schemas/extract/openapi.ts';

/** The kinds a delivery repository holds. A kind beside them is refused until it is added here. */
const kinds = [
  'v1/ConfigMap',
  'v1/Secret',
  'v1/Service',
  'v1/ServiceAccount',
  'v1/Namespace',
  'v1/Pod',
  'v1/PersistentVolumeClaim',
  'v1/ResourceQuota',
  'v1/LimitRange',
  'apps/v1/Deployment',
  'apps/v1/StatefulSet',
  'apps/v1/DaemonSet',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'autoscaling/v2/HorizontalPodAutoscaler',
  'policy/v1/PodDisruptionBudget',
  'scheduling.k8s.io/v1/PriorityClass',
  'networking.k8s.io/v1/NetworkPolicy',
  'networking.k8s.io/v1/Ingress',
  'discovery.k8s.io/v1/EndpointSlice',
  ...['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'].map((kind) => `rbac.authorization.k8s.io/v1/${kind}`),
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map(
    (kind) => `admissionregistration.k8s.io/v1/${kind}`,
  ),
  'apiextensions.k8s.io/v1/CustomResourceDefinition',
];

interface GoModule {
  readonly path: string;
  readonly version: string;
}

function main(): void {
  const kubernetes = from({ path: 'k8s.io/kubernetes', version: 'v1.36.4' }, (folder) =>
    fromOpenApi(
      JSON.parse(readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8')) as Parameters<
        typeof fromOpenApi
      >[0],
      kinds,
    ),
  );
  write('kubernetes', kubernetes);
  const crds = (folder: string, files: readonly string[]): Pick<Bundle, 'kinds' | 'definitions'> =>
    fromCrds(
      files.flatMap(
        (file) =>
          loadAll(readFileSync(join(folder, file), 'utf8'), { schema: CORE_SCHEMA }) as CustomResourceDefinition[],
      ),
      kubernetes,
    );
  write(
    'argo-cd',
    from({ path: 'github.com/argoproj/argo-cd/v3', version: 'v3.6.1' }, (folder) =>
      crds(folder, ['manifests/crds/application-crd.yaml', 'manifests/crds/appproject-crd.yaml']),
    ),
  );
  write(
    'sealed-secrets',
    from({ path: 'github.com/bitnami-labs/sealed-secrets', version: 'v0.40.0' }, (folder) =>
      crds(folder, ['helm/sealed-secrets/crds/bitnami.com_sealedsecrets.yaml']),
    ),
  );
  write(
    'gateway-api',
    from({ path: 'sigs.k8s.io/gateway-api', version: 'v1.6.0' }, (folder) =>
      crds(folder, ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml']),
    ),
  );
}

function from({ path, version }: GoModule, take: (folder: string) => Pick<Bundle, 'kinds' | 'definitions'>): Bundle {
  // Exits with an error for a module that asks for a newer Go than this, yet downloads it: only its files are needed.
  const said = JSON.parse(download(`${path}@${version}`)) as { Zip: string; Sum: string };
  const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
  console.log(`${path} ${version} ${said.Sum}`);
  return { source: `${path} ${version}`, sum: said.Sum, ...take(join(cache, `${path}@${version}`)) };
}

function download(name: string): string {
  try {
    return execFileSync('go', ['mod', 'download', '-json', name], {
      encoding: 'utf8',
      env: { ...process.env, GOFLAGS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch (error) {
    return String((error as { stdout: string }).stdout);
  }
}

/** One definition a line: small, and still fit for a diff. */
function write(name: string, { source, sum, kinds: named, definitions }: Bundle): void {
  const lines = Object.entries(definitions).map(
    ([key, schema]) => `  ${JSON.stringify(key)}: ${JSON.stringify(schema)}`,
  );
  const text = `{"source": ${JSON.stringify(source)}, "sum": ${JSON.stringify(sum)},\n"kinds": ${JSON.stringify(named, null, 1)},\n"definitions": {\n${lines.join(',\n')}\n}}\n`;
  writeFileSync(join(import.meta.dirname, `${name}.json`), text);
}

main();
