import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { contractingSteps } from '../testing/contracting.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const step = (statement: string): Migration => ({ up: async (db) => void (await sql.raw(statement).execute(db)) });

describe('contractingSteps()', () => {
  it('finds the steps that take something away from the version before, and no others', async () => {
    const steps = await contractingSteps({
      '1': step('create table things (id integer primary key, name text not null, old text)'),
      '2': step(`alter table things add column kind text not null default 'plain', add column note text`),
      '3': step('create index things_by_name on things (name)'),
      '4': step('alter table things add column size integer not null'),
      '5': step('alter table things alter column note set not null'),
      '6': step(`alter table things add check (name <> '')`),
      '7': step('alter table things rename column kind to sort'),
      '8': step('alter table things drop column old'),
      '9': step('create view shown as select id from things'),
    });
    expect(steps).to.equal(['4', '5', '6', '7', '8']);
  });
});
