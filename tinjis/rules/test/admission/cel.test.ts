import { isCelError, type CelInput } from '@bufbuild/cel';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { compileExpression, rememberingRegex } from '../../src/admission/cel.ts';
import { toCelInput } from '../../src/admission/bindings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function run(expression: string, object: unknown = {}): unknown {
  const compiled = compileExpression(expression);
  if ('unsupported' in compiled) return compiled;
  const result = compiled.program({ object: toCelInput(object) as CelInput });
  return isCelError(result) ? 'error' : result;
}

describe('an expression', () => {
  it('decides about fields, lists and maps', () => {
    const object = { spec: { containers: [{ image: 'a@sha256:0' }, { image: 'b' }] }, labels: { app: 'payment' } };
    expect(run('object.spec.containers.all(c, c.image.contains("@"))', object)).to.be.false();
    expect(run('object.spec.containers.exists(c, c.image.matches("^b$"))', object)).to.be.true();
    expect(run('object.spec.containers[1].image.matches("(")', object)).to.equal('error');
    expect(run('size(object.spec.containers.filter(c, c.image == "b")) == 1', object)).to.be.true();
    expect(run('"app" in object.labels && object.labels["app"].startsWith("pay")', object)).to.be.true();
    expect(run('object.spec.containers.map(c, c.image)[0] == "a@sha256:0"', object)).to.be.true();
  });

  it('fails on a field that is not there, unless that does not matter', () => {
    expect(run('object.spec.flag')).to.equal('error');
    expect(run('has(object.spec.flag)')).to.equal('error');
    expect(run('has(object.spec)')).to.be.false();
    expect(run('object.spec.flag || true')).to.be.true();
    expect(run('object.spec == null', { spec: null })).to.equal('error');
  });

  it('is refused where it goes beyond what is evaluated here', () => {
    expect(run('authorizer.group("").resource("pods").check("get").allowed()')).to.equal({
      unsupported: 'allowed is not supported here',
    });
    expect(run('authorizer == null')).to.equal({ unsupported: 'authorizer is not supported here' });
    expect(run('quantity("1Gi").isGreaterThan(quantity("1Mi"))')).to.equal({
      unsupported: 'isGreaterThan is not supported here',
    });
    expect(run('objct.spec == 1')).to.equal({ unsupported: 'objct is not supported here' });
    expect(run('object.?spec.orValue(1) == 1')).to.include('unsupported');
    expect(run('object.spec ==')).to.include('unsupported');
  });
});

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
