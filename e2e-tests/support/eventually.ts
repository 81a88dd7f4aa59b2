/**
 * Tries until `attempt` does not throw, and answers what it gave.
 *
 * @param seconds - How long to go on trying.
 * @throws The last error of `attempt`, with the time waited.
 */
export async function eventually<T>(
  seconds: number,
  attempt: () => Promise<T> | T,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= end) {
        const text = error instanceof Error ? error.message : String(error);
        throw new Error(`not within ${seconds} s: ${text}`);
      }
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}
