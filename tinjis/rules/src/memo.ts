/**
 * A function of an object that computes its result once for each object, and keeps it as long as the object lives.
 * @param make depends only on the object, which must not change
 */
export function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => known.getOrInsertComputed(key, make);
}

/** A large organisation asks very often about the same few hundred texts; beyond this number the memory starts anew. */
const most = 10_000;

/**
 * A function of a text that computes its result once for each text.
 * @param make depends only on the text
 */
export function memoizedText<V>(make: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    // A question about a known text never clears the memory.
    if (known.size >= most && !known.has(text)) known.clear();
    return known.getOrInsertComputed(text, make);
  };
}

/** A value that is made when it is first asked for. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
