import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import type { ValidateFunction } from 'ajv';
import { standaloneText, validatorsText } from '../../src/schemas/compile.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** Runs the text of a module that `standaloneText` made. */
function run(text: string, formats: object): Readonly<Record<string, ValidateFunction>> {
  const made: { exports?: (given: object) => Readonly<Record<string, ValidateFunction>> } = {};
  new Function('module', 'require', text)(made, createRequire(join(process.cwd(), 'package.json')));
  return made.exports?.(formats) ?? {};
}

describe('the compiled schemas', () => {
  it('are those of the sources: otherwise run `npm run validators`', () => {
    expect(readFileSync('src/schemas/validators.cjs', 'utf8') === validatorsText()).to.be.true();
  });

  it('decide as their schemas say, with the formats that they are given', () => {
    const schema = { type: 'object', properties: { even: { type: 'string', format: 'even' } }, required: ['even'] };
    const isEven = (text: string): boolean => text.length % 2 === 0;
    const { sample } = run(standaloneText({ sample: schema }, { formats: { even: isEven } }), { even: isEven });
    expect(sample?.({ even: 'ab' })).to.be.true();
    expect(sample?.({ even: 'abc' })).to.be.false();
    expect(sample?.({})).to.be.false();
  });
});
