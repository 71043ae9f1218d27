import { randomUUIDv7 } from 'node:crypto';

const prefix = 'ch_';

/** What an id looks like to callers, as a pattern. */
export const chargeIdPattern = /^ch_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new charge's id. Ids grow with time, so that the ledger's index grows at its end and pages follow time. */
export const newChargeId = (): string => randomUUIDv7();

/** The id as callers see it: its prefix says what it names. */
export const showChargeId = (id: string): string => prefix + id;

/** The id behind what a caller sent; the text must match `chargeIdPattern`. */
export const readChargeId = (text: string): string => text.slice(prefix.length);
