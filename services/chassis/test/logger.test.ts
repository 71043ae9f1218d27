import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { createLogger } from '../src/logger.ts';
import { lines } from '../testing/log.ts';

export const lab = Lab.script();
const { describe, it } = lab;

describe('createLogger', () => {
  it('writes a JSON object a line, from its level on', () => {
    const log = lines();
    const logger = createLogger({ name: 'payment', level: 'info' }, log);
    logger.debug('too little');
    logger.info({ charge: 7 }, 'charged');
    expect(log.read()).to.have.length(1);
    expect(log.read()[0]).to.include({ level: 'info', name: 'payment', charge: 7, msg: 'charged' });
  });

  it('keeps secrets out of the log', () => {
    const log = lines();
    createLogger({ name: 'payment', level: 'info' }, log).info({
      headers: { authorization: 'Bearer hunter2', accept: '*/*' },
      db: { password: 'hunter2' },
      key: 'hunter2',
    });
    expect(JSON.stringify(log.read())).to.not.include('hunter2').and.to.include('*/*');
  });

  it('writes to standard output unless told otherwise', () => {
    expect(createLogger({ name: 'payment', level: 'silent' }).level).to.equal('silent');
  });
});
