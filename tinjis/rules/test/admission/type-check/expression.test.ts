import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { parse } from '@bufbuild/cel';
import { pathsRead, textsIn } from '../../../src/admission/type-check/expression.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const written = `has(object.metadata.labels.team) && 'tier' in object.metadata.annotations &&
  object.spec.items.all(item, item == 'a') ? request.name : 'b' + string(1)`;

describe('what an expression reads', () => {
  it('is each path as far as it goes, also where only its presence is asked', () => {
    const paths = [...pathsRead(parse(written).expr)];
    for (const path of [
      'object.metadata.labels.team',
      'object.metadata.annotations.tier',
      'object.spec.items',
      'request.name',
    ]) {
      expect(paths).to.include(path);
    }
    expect(paths).not.to.include('object.metadata.labels');
    expect([...pathsRead(parse('1 + 2').expr)]).to.equal([]);
  });

  it('holds constant texts, those of macros too', () => {
    expect([...textsIn(parse(written).expr)].sort()).to.equal(['a', 'b', 'tier']);
    expect([...textsIn(parse('1 + 2').expr)]).to.equal([]);
  });
});
