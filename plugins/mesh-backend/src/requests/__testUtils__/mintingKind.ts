import { InputError } from '@backstage/errors';
import { RequestKind, RequestWork } from '@meshport/backstage-plugin-mesh-node';

/** A value that must be kept nowhere. */
export const SENTINEL = 'sEnTiNeL-8f31c0de-tOkEn';

/** A kind that mints a value when it provisions, and is ready as a test says. */
export function mintingKind(how: {
  observe: RequestKind['observe'];
}): RequestKind {
  return {
    name: 'minting',
    title: 'Minting',
    schema: { type: 'object' },
    renderer: { name: 'test', version: '1' },
    deliveries: ['apply'],
    withoutPolicy: 'goesOn',
    plan: async parameters => {
      const { name, ...others } = parameters as Record<string, unknown>;
      if (typeof name !== 'string' || Object.keys(others).length) {
        throw new InputError('parameters: give name and nothing else');
      }
      return {
        title: `Minting ${name}`,
        subject: name,
        targets: [{ cluster: 'east', namespace: 'bookinfo' }],
        parameters: { name },
        objects: [],
        placeholders: [
          { name: 'token', description: 'Minted for the machine' },
        ],
      };
    },
    provision: async (work: RequestWork) => {
      await work.keepLease();
    },
    observe: how.observe,
    retire: async () => {},
  };
}
