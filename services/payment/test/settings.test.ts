import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { plainBehaviour } from '../src/outcome/behaviour.ts';
import { readPaymentSettings } from '../src/settings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const needed = { DATABASE_URL: 'postgres://payment@localhost:5432/payment', API_KEYS_FILE: '/keys.json' };

describe('readPaymentSettings()', () => {
  it('has a default for all but the database and the keys', () => {
    expect(readPaymentSettings(needed)).to.equal({
      ...needed,
      HOST: '0.0.0.0',
      PORT: 9000,
      OPS_PORT: 9001,
      LOG_LEVEL: 'info',
      MAX_CONNECTIONS_PER_ADDRESS: 500,
      DRAIN_SECONDS: 5,
      STOP_TIMEOUT_SECONDS: 35,
      PATH_KEYS: false,
      DEFAULT_CURRENCY: 'EUR',
      BEHAVIOUR: plainBehaviour,
      DATABASE_CONNECTIONS: 8,
      CALLER_RATE: 10_000,
      CALLER_BURST: 100_000,
      MAX_CONCURRENT: 1000,
      MAX_EVENT_LOOP_DELAY_MS: 500,
      SETTLE_MS: 250,
    });
  });

  it('reads the behaviour as JSON, over the success rate', () => {
    const { BEHAVIOUR, SEED } = readPaymentSettings({
      ...needed,
      SEED: '7',
      SUCCESS_RATE: '0.9',
      BEHAVIOUR: '{"faults":{"error":0.1}}',
    });
    expect(BEHAVIOUR).to.equal({ ...plainBehaviour, successRate: 0.9, faults: { error: 0.1 } });
    expect(SEED).to.equal(7);
    expect(
      readPaymentSettings({ ...needed, SUCCESS_RATE: '0.9', BEHAVIOUR: '{"successRate":0.1}' }).BEHAVIOUR.successRate,
    ).to.equal(0.1);
  });

  it('names every fault at once', () => {
    const env = {
      PORT: 'x',
      SUCCESS_RATE: '2',
      BEHAVIOUR: '{"latency":{"kind":"slow"},"faults":{"meteor":1}}',
      DEFAULT_CURRENCY: 'XXX',
    };
    const read = () => readPaymentSettings(env);
    for (const name of [
      'DATABASE_URL',
      'API_KEYS_FILE',
      'PORT',
      'SUCCESS_RATE',
      'latency.kind',
      'meteor',
      'DEFAULT_CURRENCY',
    ]) {
      expect(read).to.throw(new RegExp(name));
    }
    expect(() => readPaymentSettings({ ...needed, BEHAVIOUR: '{' })).to.throw(/BEHAVIOUR.*not JSON/);
  });
});
