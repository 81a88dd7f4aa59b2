import { Readable } from 'stream';
import { createGzip } from 'zlib';
import { pack } from 'tar-stream';

/** A file of an archive. */
export interface ArchiveFile {
  name: string;
  text: string;
  /** Permissions, e.g. 0o600. */
  mode: number;
}

/**
 * A tar.gz of files, made while it is read; it rests nowhere.
 *
 * @param folder - below which they are; empty for none
 */
export function tarGz(
  folder: string,
  files: ArchiveFile[],
  at: Date,
): Readable {
  const archive = pack();
  for (const { name, text, mode } of files) {
    archive.entry(
      { name: folder ? `${folder}/${name}` : name, mode, mtime: at },
      text,
    );
  }
  archive.finalize();
  return archive.pipe(createGzip());
}
