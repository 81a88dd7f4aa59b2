import type { IncomingMessage } from 'http';
import { parse } from 'yaml';
import { duplicateFields } from './duplicates';
import { decodeProtobuf, protobufType } from './protobuf';
import { patchTypes, strategicPatch } from '../registry/patch';
import { badRequest, StatusError, unsupportedMediaType } from './status';

/** The largest request body, in bytes, as the real server has it. */
const limit = 3 * 1024 * 1024;

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limit) {
      throw new StatusError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${limit}`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A media type without its parameters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '')
    .split(';')[0]
    .trim()
    .toLowerCase();
}

function decode(type: string, bytes: Buffer): unknown {
  switch (type) {
    case '':
    case 'application/json':
    case patchTypes.json:
    case patchTypes.merge:
    case strategicPatch:
      return JSON.parse(bytes.toString('utf8'));
    case 'application/yaml':
    case patchTypes.apply:
      return parse(bytes.toString('utf8'));
    case protobufType:
      return decodeProtobuf(bytes);
    default:
      throw unsupportedMediaType(type, [
        'application/json',
        'application/yaml',
        protobufType,
      ]);
  }
}

/**
 * Reads and decodes a request's body; undefined where it is empty. Keys that
 * are twice in a JSON body are noted in the options.
 *
 * @throws StatusError 413, 415, or 400 where the text is malformed.
 */
export async function readBody(
  request: IncomingMessage,
  options?: { duplicates?: string[] },
): Promise<unknown> {
  const bytes = await read(request);
  if (!bytes.length) return undefined;
  const type = mediaType(request);
  try {
    const value = decode(type, bytes);
    if (options && /^(application\/json|)$/.test(type)) {
      options.duplicates = duplicateFields(bytes.toString('utf8'));
    }
    return value;
  } catch (error) {
    if (error instanceof StatusError) throw error;
    const why = (error as Error).message;
    throw badRequest(
      type === patchTypes.apply || type === 'application/yaml'
        ? `error decoding YAML: ${why}`
        : `the request body cannot be read: ${why}`,
    );
  }
}
