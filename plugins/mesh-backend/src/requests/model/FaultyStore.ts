import { RequestStore } from '../store';
import { Faults } from './Faults';

const WRITES: readonly (keyof RequestStore)[] = [
  'create',
  'append',
  'claim',
  'renew',
  'appendFenced',
  'claimOutgoing',
  'markSent',
  'delaySending',
  'purge',
];

/** A store at each of whose writes a fault may strike. */
export function faultyStore(store: RequestStore, faults: Faults): RequestStore {
  return new Proxy(store, {
    get(target, name: string) {
      const method = (target as any)[name].bind(target);
      return WRITES.includes(name as keyof RequestStore)
        ? (...args: unknown[]) => faults.around(() => method(...args))
        : (...args: unknown[]) => faults.read(() => method(...args));
    },
  });
}
