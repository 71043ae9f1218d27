/**
 * A function of an object that is worked out once for each object, as long as the object lives.
 * @param make depends on the object alone, which must not change
 */
export function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => known.getOrInsertComputed(key, make);
}

/** A large organisation asks very often about the same few hundred texts; beyond this many the memory starts anew. */
const most = 10_000;

/**
 * A function of a text that is worked out once for each text.
 * @param make depends on the text alone
 */
export function memoizedText<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    // A known text is never forgotten by asking for it.
    if (known.size >= most && !known.has(text)) known.clear();
    return known.getOrInsertComputed(text, make);
  };
}
