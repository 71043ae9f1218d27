import { randomUUIDv7 } from 'node:crypto';

const prefix = 'ch_';

/** The pattern of an id as callers see it. */
export const chargeIdPattern = /^ch_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new charge's id. Ids grow with time: the ledger's index grows at its end, and pages follow time. */
export const newChargeId = (): string => randomUUIDv7();

/** The id as callers see it: its prefix says what it names. */
export const showChargeId = (id: string): string => prefix + id;

/** The ledger's id of a text that matches `chargeIdPattern`. */
export const readChargeId = (text: string): string => text.slice(prefix.length);
