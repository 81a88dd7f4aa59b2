import { join } from 'path';
import { ChildProgram } from '../processes/ChildProgram';
import { temporaryFolder } from '../processes/temporaryFolder';
import type { VmBundleProgram } from '../processes/vmBundleProgram';

/** Runs `use` with a process that makes bundles, and ends it whatever happens. */
export async function withVmBundles<T>(
  use: (program: ChildProgram<VmBundleProgram>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const program = new ChildProgram<VmBundleProgram>('vmBundleProgram.ts', {
    log: join(folder, 'bundles.log'),
  });
  try {
    return await use(program, folder);
  } finally {
    await program.stop();
  }
}
