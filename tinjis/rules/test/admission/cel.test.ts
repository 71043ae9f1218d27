import { isCelError, type CelInput } from '@bufbuild/cel';
import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { compileExpression, rememberingRegex } from '../../src/admission/cel.ts';
import { toCelInput } from '../../src/admission/bindings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

function run(expression: string, object: unknown = {}): unknown {
  const compiled = compileExpression(expression);
  if (!('program' in compiled)) return compiled;
  const result = compiled.program({ object: toCelInput(object) as CelInput });
  return isCelError(result) ? 'error' : result;
}

describe('an expression', () => {
  it('decides about fields, lists and maps', () => {
    const object = { spec: { containers: [{ image: 'a@sha256:0' }, { image: 'b' }] }, labels: { app: 'payment' } };
    expect(run('object.spec.containers.all(c, c.image.contains("@"))', object)).to.be.false();
    expect(run('object.spec.containers.exists(c, c.image.matches("^b$"))', object)).to.be.true();
    expect(run('object.spec.containers[1].image.matches(object.pattern)', { ...object, pattern: '(' })).to.equal(
      'error',
    );
    expect(run('size(object.spec.containers.filter(c, c.image == "b")) == 1', object)).to.be.true();
    expect(run('"app" in object.labels && object.labels["app"].startsWith("pay")', object)).to.be.true();
    expect(run('object.spec.containers.map(c, c.image)[0] == "a@sha256:0"', object)).to.be.true();
  });

  it('splits and joins texts as Go does', () => {
    expect(run('object.list.split(" ").exists(x, x == "b")', { list: 'a b' })).to.be.true();
    expect(run('"añ".split("").join("-") == "a-ñ"')).to.be.true();
    expect(run('"a b".split(" ").join() == "ab"')).to.be.true();
    expect(run('object.list.join(",")', { list: [1] })).to.equal('error');
    expect(run('"a b c".split(" ", 2) == ["a", "b c"]')).to.be.true();
    expect(run('"a b c".split(" ", 4) == ["a", "b", "c"]')).to.be.true();
    expect(run('"a b c".split(" ", 0) == []')).to.be.true();
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
    for (const [expression, missing] of [
      ['cel.bind(x, 1, x == 1)', 'cel.bind'],
      ['sets.contains(object.a, [1])', 'sets'],
      ['type(object.a) == string', 'type'],
      ['cidr("10.0.0.0/8").containsIP("10.0.0.1")', 'containsIP'],
      ['isURL(object.a)', 'isURL'],
      ['object.a.find("a") == ""', 'object.a.find'],
      ['optional.of(1).hasValue()', 'hasValue'],
      ['kubernetes.Namespace{} == object', 'a kubernetes.Namespace'],
    ] as const) {
      expect(run(expression)).to.equal({ unsupported: `${missing} is not supported here` });
    }
    expect(run('quantity("1Gi").isGreaterThan(quantity("1Mi"))')).to.equal({
      unsupported: 'isGreaterThan is not supported here',
    });
    expect(run('objct.spec == 1')).to.equal({ refused: "undeclared reference to 'objct' (in container '')" });
    expect(run('object.?spec.orValue(1) == 1')).to.include('unsupported');
    expect(run('object.spec ==')).to.include('unsupported');
  });
});

describe('what no manifest tells', () => {
  it('is unknown, not absent', () => {
    for (const [expression, path] of [
      ['has(request.options)', 'request.options'],
      ['request.userInfo.uid == ""', 'request.userInfo.uid'],
      ['has(namespaceObject.status) && namespaceObject.status.phase == "Active"', 'namespaceObject.status'],
      ['size(namespaceObject.spec.finalizers) == 0', 'namespaceObject.spec'],
      ['has(namespaceObject.metadata.deletionTimestamp)', 'namespaceObject.metadata.deletionTimestamp'],
      ['has(object.metadata.uid)', 'object.metadata.uid'],
      ['oldObject["metadata"].creationTimestamp == ""', 'oldObject.metadata.creationTimestamp'],
      ['object["status"] == 1', 'object.status'],
      ['"generation" in object.metadata', 'object.metadata.generation'],
      ['request == object', 'the whole of request'],
      ['[namespaceObject].exists(n, n.metadata.name == "x")', 'the whole of namespaceObject'],
      ['(true ? namespaceObject : object) == null', 'the whole of namespaceObject'],
    ] as const) {
      expect(run(expression), expression).to.equal({ unsupported: `${path} is not known here` });
    }
  });

  it('does not stand in the way of what a request and a manifest do tell', () => {
    for (const expression of [
      'request != null && request.userInfo.username == "x"',
      'namespaceObject.metadata.name == "x"',
      'has(object.metadata.finalizers) || "name" in object.metadata',
      'object.spec.status == object.spec.metadata.uid',
    ]) {
      expect(run(expression), expression).to.equal('error');
    }
  });
});

describe('a conversion', () => {
  it('of text to a number takes what Go takes', () => {
    expect(run('int(object.a)', { a: '+007' })).to.equal(7n);
    for (const a of ['', ' 1', '0x10', '1_000', '9223372036854775808']) {
      expect(run('int(object.a)', { a }), a).to.equal('error');
    }
    expect(run('int("a") == 1')).to.equal({ refused: 'program instantiation failed' });
    expect(run('int("7") == 7')).to.be.true();
  });

  it('of a number to text writes it as Go does', () => {
    for (const [number, text] of [
      [1.5, '1.5'],
      [0.0001, '0.0001'],
      [0.00001, '1e-05'],
      [1234567.5, '1.2345675e+06'],
      [1e21, '1e+21'],
      [-0.5, '-0.5'],
    ] as const) {
      expect(run('string(object.n)', { n: number })).to.equal(text);
    }
    expect(run('string(-0.0)')).to.equal('-0');
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
