import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const folder = join(process.cwd(), '../../clusters/vendor');
const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('  ') as [string, string]);

describe('clusters/vendor', () => {
  it('holds what upstream published, byte for byte', () => {
    expect(sums.map(([, file]) => file)).to.equal(['argo-cd/install.yaml', 'sealed-secrets/crd.yaml']);
    for (const [sum, file] of sums) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, file)))
          .digest('hex'),
        file,
      ).to.equal(sum);
    }
  });
});
