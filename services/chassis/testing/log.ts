/** Where a test's logger writes; `read` gives the lines as objects. */
export function lines(): { write(text: string): void; read(): Record<string, unknown>[] } {
  const written: string[] = [];
  return {
    write: (text) => {
      written.push(text);
    },
    read: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
