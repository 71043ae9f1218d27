import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { rememberingRegex } from '../../src/admission/remembering-regex.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('an engine that remembers', () => {
  it('answers as the engine does, and asks it once for a pattern and a text', () => {
    const compiled: string[] = [];
    const tested: string[] = [];
    const engine = rememberingRegex({
      compile: (pattern) => {
        compiled.push(pattern);
        return { test: (text) => tested.push(text) > 0 && new RegExp(pattern).test(text) };
      },
    });
    const answers = [1, 2].flatMap(() =>
      [
        ['^a', 'ab'],
        ['^a', 'ba'],
        ['b$', 'ab'],
        ['b$', 'ba'],
      ].map(([pattern = '', text = '']) => engine.compile(pattern).test(text)),
    );
    expect(answers).to.equal([true, false, true, false, true, false, true, false]);
    expect([compiled, tested]).to.equal([
      ['^a', 'b$'],
      ['ab', 'ba', 'ab', 'ba'],
    ]);
  });

  it('fails each time on a pattern that is none', () => {
    const engine = rememberingRegex({ compile: (pattern) => new RegExp(pattern) });
    expect(() => engine.compile('(')).to.throw(SyntaxError);
    expect(() => engine.compile('(')).to.throw(SyntaxError);
    expect(engine.compile('a').test('a')).to.be.true();
  });
});
