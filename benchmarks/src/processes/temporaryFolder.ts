import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

/** A folder that is gone when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshport-benchmark-'));
  process.once('exit', () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  );
  return folder;
}
