import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { AppliedObject } from '@meshport/backstage-plugin-mesh-common';

/** An object of the model's cluster. */
export interface WorldObject {
  uid: string;
  value: string;
  /** Who wrote it last: a request's ID, or `foreign`. */
  by: string;
  /** Whether another manager holds the field that we set. */
  held: boolean;
}

/** A change that really changed something. */
export interface Effect {
  name: string;
  by: string;
  value: string | null;
}

/** The cluster of the model: a few objects with one value each. */
export class World {
  readonly objects = new Map<string, WorldObject>();
  readonly effects: Effect[] = [];
  outage = false;
  /** Whether nothing becomes ready. */
  broken = false;
  #uids = 0;

  refuseOutage(): void {
    if (this.outage) {
      throw new ServiceUnavailableError('cluster: the model is out of reach');
    }
  }

  get(name: string): WorldObject | undefined {
    this.refuseOutage();
    return this.objects.get(name);
  }

  /** As server-side apply: throws `ConflictError` when another manager holds the field. */
  apply(
    name: string,
    value: string,
    by: string,
    dryRun: boolean,
  ): AppliedObject['outcome'] {
    this.refuseOutage();
    const existing = this.objects.get(name);
    if (existing?.held && existing.value !== value) {
      throw new ConflictError(`${name}: value belongs to another manager`);
    }
    if (existing?.value === value) {
      return 'unchanged';
    }
    if (!dryRun) {
      this.set(name, value, by);
    }
    return existing ? 'changed' : 'created';
  }

  set(name: string, value: string, by: string, held = false): void {
    const uid = this.objects.get(name)?.uid ?? `uid-${(this.#uids += 1)}`;
    this.objects.set(name, { uid, value, by, held });
    this.effects.push({ name, by, value });
  }

  delete(name: string, uid: string, by: string): void {
    this.refuseOutage();
    if (this.objects.get(name)?.uid === uid) {
      this.objects.delete(name);
      this.effects.push({ name, by, value: null });
    }
  }
}
