/** Aborts its signal when it is not restarted in time. */
export class IdleTimer {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    this.#timer.unref?.();
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
