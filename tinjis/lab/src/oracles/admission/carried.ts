import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Oracle } from '../harness/oracle.ts';
import type { Suite } from '../harness/suite.ts';
import { functionOf, recorded, tableSuite } from '../harness/tables.ts';

/** Every fixture of the Pod Security Standards, each for its level and version. */
export function podSecurityFixtures(podSecurity: Oracle): Suite {
  return tableSuite(podSecurity, {
    name: 'pod-security-fixtures',
    authority: 'pod-security-admission v0.36.4, the fixtures of its tests',
    module: 'k8s.io/pod-security-admission',
    fewest: 4000,
    async cases(carried) {
      const folder = join(carried, 'test/testdata');
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
      return files.map((what) => {
        const [level = '', version = '', outcome] = what.split('/');
        const labels = {
          'pod-security.kubernetes.io/enforce': level,
          'pod-security.kubernetes.io/enforce-version': version,
        };
        const pod = load(readFileSync(join(folder, what), 'utf8'));
        return { what, asked: { labels, operation: 'CREATE', pod }, allowed: outcome === 'pass' };
      });
    },
  });
}

const imports = `
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	"k8s.io/utils/ptr"
`;

/** The policies and bindings of which the tests of Kubernetes say whether an API server stores them. */
export function validationTests(stored: Oracle): Suite {
  return tableSuite(stored, {
    name: 'admission-stored-tests',
    authority: 'kubernetes v1.36.4 pkg/apis/admissionregistration/validation, its tests',
    module: 'k8s.io/kubernetes',
    fewest: 60,
    async cases(carried, folder) {
      const text = readFileSync(join(carried, 'pkg/apis/admissionregistration/validation/validation_test.go'), 'utf8');
      const tests = ['TestValidateValidatingAdmissionPolicy', 'TestValidateValidatingAdmissionPolicyBinding'].map(
        (name) => functionOf(text, name),
      );
      const asked = await recorded(folder, `package tables\n\nimport (${imports})\n\n${tests.join('\n')}`);
      return asked.map((each, index) => ({ what: `object ${index + 1} of validation_test.go`, asked: each }));
    },
  });
}
