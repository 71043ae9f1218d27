import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readSettings } from '@tinjis/chassis/settings';
import { settingsSchema } from '../src/settings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const least = { DATABASE_URL: 'postgres://antaeus@localhost:5432/antaeus' };

describe('settings', () => {
  it('need nothing but a database', () => {
    const settings = readSettings(settingsSchema, least);
    expect(settings).to.equal({
      HOST: '0.0.0.0',
      PORT: 8000,
      OPS_PORT: 8001,
      LOG_LEVEL: 'info',
      DATABASE_URL: least.DATABASE_URL,
      MAX_CONNECTIONS_PER_ADDRESS: 500,
      DRAIN_SECONDS: 5,
      STOP_TIMEOUT_SECONDS: 35,
      PAYMENT_PROVIDER_ENDPOINT: 'http://localhost:9000/v1/charges',
      PAYMENT_TIMEOUT_SECONDS: 10,
      PAYMENT_PATIENCE_SECONDS: 15,
      BILLING_CONCURRENCY: 32,
      BILLING_LEASE_SECONDS: 10,
      BILLING_RESUME_SECONDS: 15,
      BILLING_TIMEZONE: 'UTC',
      SEED: true,
      WEB_PAGE: false,
    });
  });

  it('are read from text', () => {
    const settings = readSettings(settingsSchema, {
      ...least,
      PORT: '1',
      SEED: 'false',
      WEB_PAGE: 'true',
      BILLING_SCHEDULE: '0 6 1 * *',
      BILLING_TIMEZONE: 'Europe/Copenhagen',
    });
    expect(settings).to.include({
      PORT: 1,
      SEED: false,
      WEB_PAGE: true,
      BILLING_SCHEDULE: '0 6 1 * *',
      BILLING_TIMEZONE: 'Europe/Copenhagen',
    });
  });

  it('are refused all at once, with what each one means', () => {
    const bad = {
      PAYMENT_PROVIDER_ENDPOINT: 'payment:9000',
      BILLING_CONCURRENCY: '0',
      BILLING_SCHEDULE: 'every month',
      BILLING_TIMEZONE: 'Mars/Olympus',
      SEED: 'maybe',
      WEB_PAGE: 'perhaps',
    };
    const { message } = expect(() => readSettings(settingsSchema, bad)).to.throw() as unknown as Error;
    for (const name of ['DATABASE_URL', ...Object.keys(bad)]) {
      expect(message, name).to.contain(name);
    }
    expect(message).to.contain('charges under way at once');
  });
});
