import { lookup } from 'dns/promises';

/** Finds the addresses of a name. */
export interface NameLookup {
  /** The addresses, sorted; undefined when the name has none. Throws when nobody answers. */
  addressesOf(name: string): Promise<string[] | undefined>;
}

/** What a resolver says of a name that has no address. */
const NONE = ['ENOTFOUND', 'ENODATA', 'ENONAME'];

/** Asks the resolver of the host that the backend runs on. */
export const systemNames: NameLookup = {
  async addressesOf(name) {
    try {
      const found = await lookup(name, { all: true });
      return found.length
        ? [...new Set(found.map(one => one.address))].sort()
        : undefined;
    } catch (error) {
      if (NONE.includes((error as NodeJS.ErrnoException).code ?? '')) {
        return undefined;
      }
      throw error;
    }
  },
};
