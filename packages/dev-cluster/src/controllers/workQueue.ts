/**
 * Runs named pieces of work, each once at a time and soon after it is asked
 * for, as the queues of Kubernetes' controllers do.
 */
export class WorkQueue {
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private stopped = false;

  constructor(
    private readonly work: (item: string) => void,
    private readonly onError: (error: Error, item: string) => void,
  ) {}

  /** Asks for a piece of work after a delay in milliseconds. */
  add(item: string, delay = 0): void {
    if (this.stopped || this.waiting.has(item)) return;
    const timer = setTimeout(() => {
      this.waiting.delete(item);
      try {
        this.work(item);
      } catch (error) {
        this.onError(error as Error, item);
      }
    }, delay);
    timer.unref();
    this.waiting.set(item, timer);
  }

  /** Forgets all waiting work and takes no more. */
  stop(): void {
    this.stopped = true;
    this.waiting.forEach(clearTimeout);
    this.waiting.clear();
  }
}
