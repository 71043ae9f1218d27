import { globSync, readFileSync } from 'node:fs';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';

export const lab = Lab.script();
const { describe, it } = lab;

const declaration = /^export (?:async )?(?:const|function|class|interface|type) (\w+)/gm;

describe('exported names', () => {
  it('mean one thing each: no two files of the services export the same name', () => {
    const files = globSync('../{chassis,payment,antaeus}/{src,testing}/**/*.ts');
    const byName = new Map<string, string[]>();
    for (const file of files) {
      for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(declaration)) {
        byName.set(name, [...(byName.get(name) ?? []), file]);
      }
    }
    // The positive control: the expression finds the names that there are.
    expect([...byName.keys()]).to.include(['createPublicServer', 'Charging', 'createEngine']);
    expect([...byName].filter(([, where]) => where.length > 1)).to.equal([]);
  });
});
