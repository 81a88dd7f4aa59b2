import { readFile } from 'fs/promises';
import { InvalidConnectionError } from './errors';

/**
 * Reads a bearer token.
 *
 * @param field - what names the file, for the message
 * @throws `InvalidConnectionError` when the file cannot be read or is empty
 */
export async function readTokenFile(
  file: string,
  field: string,
): Promise<string> {
  const token = (await readConnectionFile(file, field)).toString('utf8').trim();
  if (!token) {
    throw new InvalidConnectionError(
      `${field} names an empty file; write a token into it`,
    );
  }
  return token;
}

/**
 * Reads a certificate, key or token.
 *
 * @param field - what names the file, for the message
 * @throws `InvalidConnectionError` when the file cannot be read
 */
export async function readConnectionFile(
  file: string,
  field: string,
): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new InvalidConnectionError(
      `${field} cannot be read (${
        (error as NodeJS.ErrnoException).code
      }); check the path and its rights`,
    );
  }
}
