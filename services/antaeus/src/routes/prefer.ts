/** The names of the preferences in `Prefer` headers (RFC 7240), in lower case. */
export function preferences(header: string | string[] | undefined): ReadonlySet<string> {
  const items = [header ?? []].flat().join(',').split(',');
  return new Set(items.map((item) => (item.split(/[;=]/, 1)[0] as string).trim().toLowerCase()));
}
