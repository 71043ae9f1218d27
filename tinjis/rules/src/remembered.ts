/** An organisation asks a great many questions about the same few hundred texts; beyond this many one starts anew. */
const most = 10_000;

/** A function of a text that is worked out once for each text. The function must depend on its text alone. */
export function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly made: T }>();
  return (text) => {
    const before = known.get(text);
    if (before) return before.made;
    if (known.size >= most) known.clear();
    const made = make(text);
    known.set(text, { made });
    return made;
  };
}
