import { join } from 'path';
import type { AnalysisProgram } from '../processes/analysisProgram';
import { ChildProgram } from '../processes/ChildProgram';
import { temporaryFolder } from '../processes/temporaryFolder';

/** How many objects a cluster has. */
export const objectCount = (quick: boolean) => (quick ? 1000 : 5000);

/** Runs `use` with a fresh process, and ends it whatever happens. */
export async function withProgram<T>(
  use: (program: ChildProgram<AnalysisProgram>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder();
  const program = new ChildProgram<AnalysisProgram>('analysisProgram.ts', {
    log: join(folder, 'analysis.log'),
  });
  try {
    return await use(program, folder);
  } finally {
    await program.stop();
  }
}
