/**
 * How many times longer than said it is waited: what takes a second on a quiet
 * machine takes several where suites run beside each other.
 */
const PATIENCE = Number(process.env.MESHPORT_PATIENCE ?? '1');

/**
 * Tries until `attempt` does not throw, and answers what it gave.
 *
 * @param seconds - How long to go on trying on a quiet machine.
 * @throws The last error of `attempt`, with the time waited.
 */
export async function eventually<T>(
  seconds: number,
  attempt: () => Promise<T> | T,
): Promise<T> {
  const patient = seconds * PATIENCE;
  const end = Date.now() + patient * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= end) {
        const text = error instanceof Error ? error.message : String(error);
        throw new Error(`not within ${patient} s: ${text}`);
      }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}
