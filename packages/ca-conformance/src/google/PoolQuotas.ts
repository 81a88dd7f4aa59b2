import { MovableClock } from '../core';
import { GoogleError } from './googleError';
import { GooglePool } from './resources';

/** Certificates a second and authority, by the published quotas. */
const PER_SECOND = { ENTERPRISE: 7, DEVOPS: 25 } as const;

/** How many certificates an authority may issue in a second. */
export class PoolQuotas {
  readonly #clock: MovableClock;
  readonly #issued = new Map<string, { second: number; count: number }>();

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  /** @throws GoogleError RESOURCE_EXHAUSTED */
  take(pool: GooglePool, authority: string): void {
    const second = Math.floor(+this.#clock.now() / 1000);
    const key = `${pool.name}/${authority}`;
    const known = this.#issued.get(key);
    const count = known?.second === second ? known.count : 0;
    const limit = PER_SECOND[pool.tier ?? 'ENTERPRISE'];
    if (count >= limit) {
      throw new GoogleError(
        'RESOURCE_EXHAUSTED',
        `Quota exceeded for quota metric 'Certificate create requests' of service 'privateca.googleapis.com': ${limit} per second.`,
      );
    }
    this.#issued.set(key, { second, count: count + 1 });
  }
}
