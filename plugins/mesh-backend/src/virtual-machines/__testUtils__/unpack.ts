import { extract } from 'tar-stream';
import { gunzipSync } from 'zlib';

/** The files of an archive by name, with their modes. */
export async function unpack(archive: Buffer) {
  const files = new Map<string, { text: string; mode: number }>();
  const unpacking = extract();
  unpacking.on('entry', async (header, stream, next) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
    }
    files.set(header.name, {
      text: Buffer.concat(chunks).toString(),
      mode: header.mode!,
    });
    next();
  });
  await new Promise<void>((resolve, reject) => {
    unpacking.on('finish', () => resolve()).on('error', reject);
    unpacking.end(gunzipSync(archive));
  });
  return files;
}
