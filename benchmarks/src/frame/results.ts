import { mkdir, rename, writeFile } from 'fs/promises';
import { join } from 'path';
import { Machine } from './machine';
import { Measurement } from './Measurement';

/**
 * Writes `NAME.json` and, beside it, `NAME.machine.json`. Each file is there
 * whole or as it was before.
 */
export async function writeResults(
  folder: string,
  name: string,
  measurements: readonly Measurement[],
  machine: Machine,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, `${name}.machine.json`), machine);
  await writeWhole(join(folder, `${name}.json`), measurements);
}

async function writeWhole(file: string, content: unknown): Promise<void> {
  const draft = `${file}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`);
  await rename(draft, file);
}
