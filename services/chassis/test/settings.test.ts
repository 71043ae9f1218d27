import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import Joi from 'joi';
import { commonSettings, readSettings, SettingsError } from '../src/settings.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const schema = Joi.object({ ...commonSettings, COLOUR: Joi.string().valid('red', 'blue'), SIZE: Joi.number() });
const enough = { PORT: '9000', OPS_PORT: '9001', DATABASE_URL: 'postgres://me@127.0.0.1:5432/books' };

describe('readSettings', () => {
  it('reads numbers, fills in defaults and leaves out what it does not know', () => {
    const settings = readSettings(schema, { ...enough, HOME: '/home/me', COLOUR: '', SIZE: undefined });
    expect(settings).to.equal({
      HOST: '0.0.0.0',
      PORT: 9000,
      OPS_PORT: 9001,
      LOG_LEVEL: 'info',
      DATABASE_URL: 'postgres://me@127.0.0.1:5432/books',
      MAX_CONNECTIONS_PER_ADDRESS: 500,
      DRAIN_SECONDS: 5,
      STOP_TIMEOUT_SECONDS: 35,
    });
  });

  it("names every fault at once with the setting's meaning, and no value", () => {
    const secret = 'postgres-but-mistyped://me:hunter2@db/books';
    const read = () =>
      readSettings(schema, { OPS_PORT: '70000', DATABASE_URL: secret, COLOUR: 'green', SIZE: 'large' });
    const error = expect(read).to.throw(SettingsError);
    for (const part of [
      '"PORT" is required (public port)',
      '"OPS_PORT" must be',
      '"DATABASE_URL" must be',
      '"COLOUR" must be one of',
    ]) {
      expect(error.message).to.include(part);
    }
    expect(error.message).to.not.include('hunter2');
  });

  it('refuses a database URL that the driver would not follow to the letter', () => {
    const read = (parameters: string) => () =>
      readSettings(schema, { ...enough, DATABASE_URL: `${enough.DATABASE_URL}?${parameters}` });
    expect(read('sslmode=verify-full')).to.not.throw();
    expect(read('sslmode=prefer')).to.throw(SettingsError, /"DATABASE_URL" cannot be used: its sslmode must be one of/);
    expect(read('hunter2=hunter2')).to.throw(SettingsError, /unknown parameter/);
  });

  it('names a fault that concerns no single setting', () => {
    const either = Joi.object({ A: Joi.string(), B: Joi.string() }).or('A', 'B');
    expect(() => readSettings(either, {})).to.throw(SettingsError, /must contain at least one of/);
  });
});
