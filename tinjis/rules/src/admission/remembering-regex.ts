/** As much of a regular expression engine as CEL needs. */
export interface RegexEngine {
  /** @throws where the pattern is none */
  compile(pattern: string): { test(text: string): boolean };
}

/**
 * An engine that remembers its patterns and what each said to a text: the same few images and names are held against
 * the same few patterns for every identity and namespace, and that was a third of a proof.
 */
export function rememberingRegex(engine: RegexEngine): RegexEngine {
  const patterns = new Map<string, ReturnType<RegexEngine['compile']>>();
  return {
    compile: (pattern) => {
      const known = patterns.get(pattern);
      if (known) return known;
      const compiled = remembering(engine.compile(pattern));
      patterns.set(pattern, compiled);
      return compiled;
    },
  };
}

function remembering(compiled: ReturnType<RegexEngine['compile']>): ReturnType<RegexEngine['compile']> {
  const outcomes = new Map<string, boolean>();
  return {
    test: (text) => {
      let outcome = outcomes.get(text);
      if (outcome === undefined) outcomes.set(text, (outcome = compiled.test(text)));
      return outcome;
    },
  };
}
