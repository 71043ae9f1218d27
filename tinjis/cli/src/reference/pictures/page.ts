/**
 * Puts a picture's Mermaid text into a page, after its line `<!-- picture: NAME -->`.
 * @throws RangeError where the page has no such line with a block after it
 */
export function withMermaid(page: string, name: string, text: string): string {
  const place = new RegExp(`(<!-- picture: ${name} -->\n)\`\`\`mermaid\n.*?\`\`\``, 's');
  if (!place.test(page))
    throw new RangeError(
      `the page has no place for the picture ${name}: write <!-- picture: ${name} --> and an empty mermaid block`,
    );
  return page.replace(place, (_, line: string) => `${line}\`\`\`mermaid\n${text}\n\`\`\``);
}
