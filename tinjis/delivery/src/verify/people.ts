import { everybody, type Person } from '../model/identity.ts';
import type { Model } from '../model/model.ts';

/** Everybody but the platform: the developers, and a stranger who can log in but is in no team. */
export function developersAndStrangers({ teams }: Model): readonly Person[] {
  return everybody(teams).filter(({ team }) => team !== teams.platform.name);
}
