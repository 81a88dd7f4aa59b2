import { TEXTS } from './texts';

/** A reproducible source of choices (mulberry32). */
export class Choices {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) % 0x100000000;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  chance(of: number): boolean {
    return this.next() < of;
  }

  one<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)];
  }

  whole(most: number): number {
    return Math.floor(this.next() * (most + 1));
  }

  texts(
    keys: readonly string[],
    most: number,
    values: readonly string[] = TEXTS,
  ): Record<string, string> {
    return Object.fromEntries(
      Array.from({ length: this.whole(most) }, () => [
        this.one(keys),
        this.one(values),
      ]),
    );
  }

  some<T extends object>(fields: T, share = 0.3): Partial<T> {
    return Object.fromEntries(
      Object.entries(fields).filter(() => this.chance(share)),
    ) as Partial<T>;
  }
}
