import { Checks } from './Checks';
import { CleanUp, endRunning } from './programs';

/**
 * Runs a suite as the whole of this process: cleans up whatever happens, says
 * the counts as its last line, and ends with 1 when something failed.
 *
 * @param minutes - After that the suite has failed.
 */
export async function endInTime(
  suite: string,
  minutes: number,
  run: (checks: Checks, cleanUp: CleanUp) => Promise<void>,
): Promise<void> {
  const checks = new Checks();
  const cleanUp = new CleanUp();
  let ended = false;
  const end = async (reason?: string) => {
    if (ended) return;
    ended = true;
    if (reason) {
      await checks.check(`${suite} comes to its end`, async () => {
        throw new Error(reason);
      });
    }
    endRunning();
    await cleanUp.run();
    checks.finish();
    // A browser or a socket that hangs must not keep the process.
    process.exit();
  };
  setTimeout(() => end(`it took longer than ${minutes} min`), minutes * 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => end(`it was ended by ${signal}`));
  }
  try {
    await run(checks, cleanUp);
    await end();
  } catch (error) {
    await end((error as Error).message);
  }
}
