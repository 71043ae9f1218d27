import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { standardOf } from '../../../src/admission/pod-security/standard.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const enforce = (level: string, version?: string) =>
  standardOf({
    'pod-security.kubernetes.io/enforce': level,
    ...(version !== undefined && { 'pod-security.kubernetes.io/enforce-version': version }),
  });

describe('the standard of a namespace', () => {
  it('is privileged without a label, whatever is warned about', () => {
    expect(standardOf({ 'pod-security.kubernetes.io/warn': 'restricted' })).to.equal({
      level: 'privileged',
      minor: Infinity,
    });
  });

  it('is what its labels say', () => {
    expect(enforce('restricted', 'v1.36')).to.equal({ level: 'restricted', minor: 36 });
    expect(enforce('baseline', 'v1.0')).to.equal({ level: 'baseline', minor: 0 });
    expect(enforce('privileged', 'latest')).to.equal({ level: 'privileged', minor: Infinity });
  });

  it('is the strictest and newest where a label says nothing known', () => {
    expect(enforce('restrictd').level).to.equal('restricted');
    for (const version of ['1.36', 'v1.036', 'v2.0', '', 'v1.36.1']) {
      expect(enforce('baseline', version), version).to.equal({ level: 'baseline', minor: Infinity });
    }
  });
});
