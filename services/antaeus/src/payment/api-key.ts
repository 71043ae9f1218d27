/**
 * The API key in a mounted file: one line, as an HTTP header can carry it.
 *
 * @throws Error when the file holds anything else; the message never repeats it
 */
export function parseApiKey(text: string): string {
  const key = text.trim();
  if (!/^[\x21-\x7e]{8,512}$/.test(key)) {
    throw new Error('the file of PAYMENT_API_KEY_FILE must hold one API key: a single line of 8 to 512 visible ASCII characters');
  }
  return key;
}
