import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { aboveLimit, limitsOf, refusedBy } from '../../../src/verify/fit/limit-range.ts';
import { askedBy, askedByPod } from '../../../src/verify/fit/resources.ts';
import { quantityText } from '../../../src/verify/fit/quantity.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const range = (item: object): ReturnType<typeof limitsOf> =>
  limitsOf({ spec: { limits: [{ type: 'Container', ...item }] } });
const container = (resources?: object): { value: unknown } => ({ value: { name: 'x', resources } });
const shown = (amounts: ReadonlyMap<string, bigint>): Record<string, string> =>
  Object.fromEntries([...amounts].map(([name, amount]) => [name, quantityText(amount)]));

// Each row as the API server 1.36 and its plugin LimitRanger fill a container in.
describe('what a container asks for', () => {
  for (const [what, item, resources, requests, limits] of [
    ['nothing, where nothing is filled in', {}, undefined, {}, {}],
    ['its own', {}, { requests: { cpu: 1 }, limits: { cpu: 2 } }, { cpu: '1' }, { cpu: '2' }],
    ['its limit as a request', { defaultRequest: { cpu: '1' } }, { limits: { cpu: 2 } }, { cpu: '2' }, { cpu: '2' }],
    [
      'the default of both',
      { default: { cpu: '2' }, defaultRequest: { cpu: '1' } },
      undefined,
      { cpu: '1' },
      { cpu: '2' },
    ],
    ['the default limit as a request', { default: { cpu: '2' } }, undefined, { cpu: '2' }, { cpu: '2' }],
    ['the maximum as a limit', { max: { cpu: '4' } }, undefined, { cpu: '4' }, { cpu: '4' }],
    ['the minimum as a request', { min: { cpu: '500m' } }, undefined, { cpu: '500m' }, {}],
    [
      'a default beside what it asks for',
      { default: { cpu: '2' } },
      { requests: { cpu: '1' } },
      { cpu: '1' },
      { cpu: '2' },
    ],
  ] as const) {
    it(`is ${what}`, () => {
      const asked = askedBy(container(resources), range(item));
      expect(shown(asked.requests)).to.equal(requests);
      expect(shown(asked.limits)).to.equal(limits);
    });
  }

  it('is nothing of what a LimitRange says about whole pods', () => {
    const pods = limitsOf({ spec: { limits: [{ type: 'Pod', default: { cpu: 1 } }] } });
    expect(shown(askedBy(container(), pods).limits)).to.equal({});
  });
});

describe('what a pod asks for', () => {
  const part = (name: string, cpu: string, stays: boolean): Parameters<typeof askedByPod>[1][number] => ({
    name,
    value: { resources: { requests: { cpu } } },
    path: [],
    stays,
  });

  it('is what its containers take together', () => {
    const asked = askedByPod({}, [part('a', '1', true), part('b', '2', true)], []);
    expect(shown(asked.requests)).to.equal({ cpu: '3' });
  });

  it('is an init container, where that takes more, beside those that stay', () => {
    const containers = [part('proxy', '1', true), part('load', '5', false), part('main', '2', true)];
    expect(shown(askedByPod({}, containers, []).requests)).to.equal({ cpu: '6' });
    expect(shown(askedByPod({}, [part('load', '1', false), part('main', '2', true)], []).requests)).to.equal({
      cpu: '2',
    });
  });

  it('is what the pod itself says, in their place', () => {
    const spec = { resources: { limits: { cpu: '4' } } };
    expect(shown(askedByPod(spec, [part('a', '1', true)], []).requests)).to.equal({ cpu: '4' });
  });
});

describe('an item of a LimitRange', () => {
  for (const [what, item, resources, refused] of [
    ['lets the maximum itself pass', { max: { cpu: 2 } }, { limits: { cpu: 2 } }, []],
    [
      'refuses a limit above its maximum',
      { max: { cpu: 2 } },
      { limits: { cpu: '2001m' }, requests: { cpu: 1 } },
      ['limits 2001m at most 2'],
    ],
    ['lets the minimum itself pass', { min: { cpu: 1 } }, { requests: { cpu: 1 } }, []],
    [
      'refuses a request below its minimum',
      { min: { cpu: 1 } },
      { requests: { cpu: '999m' } },
      ['requests 999m at least 1'],
    ],
    [
      'refuses a limit below its minimum too',
      { min: { cpu: 1 } },
      { limits: { cpu: '1m' } },
      ['limits 1m at least 1', 'requests 1m at least 1'],
    ],
    [
      'lets its ratio itself pass',
      { maxLimitRequestRatio: { cpu: 2 } },
      { requests: { cpu: 1 }, limits: { cpu: 2 } },
      [],
    ],
    [
      'refuses a limit of more times the request than its ratio',
      { maxLimitRequestRatio: { cpu: 2 } },
      { requests: { cpu: 1 }, limits: { cpu: 3 } },
      ['limits 3 at most 2 times its request'],
    ],
    [
      'refuses a ratio that cannot be told',
      { maxLimitRequestRatio: { cpu: 2 } },
      undefined,
      ['limits  at most 2 times its request'],
    ],
  ] as const) {
    it(what, () => {
      const [limit] = range(item);
      const asked = askedBy(container(resources), []);
      const found = refusedBy(asked, limit as NonNullable<typeof limit>);
      expect(found.map((each) => `${each.part} ${each.found} ${each.allowed}`)).to.equal([...refused]);
    });
  }

  it('needs a limit where it has a maximum, and a request where it has a minimum', () => {
    const [limit] = range({ max: { cpu: 2 }, min: { memory: 1 } });
    const found = refusedBy(askedBy(container(), []), limit as NonNullable<typeof limit>);
    expect(found.map(({ part, resource }) => `${part}.${resource}`)).to.equal(['limits.cpu', 'requests.memory']);
  });
});

describe('a request', () => {
  it('is at most its limit', () => {
    const asked = (request: string): ReturnType<typeof aboveLimit> =>
      aboveLimit(askedBy(container({ requests: { cpu: request, memory: 1 }, limits: { cpu: 1 } }), []));
    expect(asked('1')).to.equal([]);
    expect(asked('2').map(({ found, allowed }) => `${found} ${allowed}`)).to.equal(['2 at most its limit, 1']);
  });
});
