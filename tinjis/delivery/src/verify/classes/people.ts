import { authorOf, ownersOfPath } from '../../answer/git.ts';
import { namesOf } from '@tinjis/rules/codeowners/merge';
import type { Person } from '../../model/identity.ts';
import type { Model } from '../../model/model.ts';
import { type Class, Roster } from './class.ts';

/** People by what CODEOWNERS may call them. */
export class PeopleByOwner {
  readonly #model: Model;
  readonly #people: Roster<Person>;
  readonly #named: ReadonlyMap<string, readonly Person[]>;

  constructor(model: Model, people: readonly Person[]) {
    this.#model = model;
    this.#people = new Roster(people);
    const named = new Map<string, Person[]>();
    for (const person of people) {
      for (const name of namesOf(authorOf(person, model.teams.organisation))) {
        named.set(name, [...(named.get(name) ?? []), person]);
      }
    }
    this.#named = named;
  }

  /**
   * People whom Git cannot tell apart for a path: one line of CODEOWNERS decides, and of an author it looks only at
   * whether it names them. Those whom it names stand alone. Where it names nobody, or there is no line, all are alike.
   * @param apart people of whom something else is asked than of the others
   */
  classes(path: string, apart: readonly Person[] = []): readonly Class<Person>[] {
    const named = ownersOfPath(this.#model, path).flatMap((owner) => this.#named.get(owner.toLowerCase()) ?? []);
    return this.#people.classes([...named, ...apart]);
  }
}
