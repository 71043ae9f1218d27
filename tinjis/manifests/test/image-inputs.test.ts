import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { imageInputs, isInput } from '../src/image-inputs.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const inputs = (text: string) => imageInputs('services/x/Dockerfile', text);
const always = [
  'services/x/Dockerfile',
  '.github/scripts/image',
  '.github/workflows/build.yaml',
  '.dockerignore',
  'services/base-images.env',
];

describe('imageInputs', () => {
  it('are what the Dockerfile copies from the repository, and what builds it', () => {
    expect(
      inputs(
        'FROM a AS build\nCOPY package.json ./services/x/src/ /app/\n copy --chown=1:1 a \\\n  b c\nADD d e\nRUN COPY f g\n# COPY h i\nCOPY --from=build /app /app\n',
      ),
    ).to.equal([...always, 'package.json', 'services/x/src', 'a', 'b', 'd']);
    expect(inputs('FROM a\r\nCOPY b \\\r\n c d\r\n')).to.equal([...always, 'b', 'c']);
  });

  it('are the whole repository where a source cannot be told', () => {
    for (const source of ['.', './', '/', 'services/*', 'a?', '[ab]', '$SOURCE', '["a",', '../x', 'a/../../b', "'a"]) {
      expect(inputs(`COPY ${source} /app\n`)).to.equal(['']);
    }
  });
});

describe('isInput', () => {
  it('takes a file, and what lies in a folder, and no neighbour', () => {
    const of = ['services/x/src', 'package.json'];
    expect(['services/x/src', 'services/x/src/a/b.ts', 'package.json'].every((path) => isInput(of, path))).to.be.true();
    expect(
      ['services/x/src2/a.ts', 'services/x', 'services/y/src/a', 'a/package.json', 'package.json5'].some((path) =>
        isInput(of, path),
      ),
    ).to.be.false();
    expect(isInput([''], 'anything')).to.be.true();
  });
});
