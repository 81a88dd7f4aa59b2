import { allowedActions } from './allowedActions';

/** What a requester who may do everything may do with a request that stands so. */
function actionsOf(
  status: 'provisioning' | 'ready' | 'failed',
  keptBecause?: string,
) {
  const right = { allows: () => true, decision: 'ALLOW' };
  return allowedActions(
    {
      status,
      delivery: 'apply',
      requester: 'user:default/ann',
      history: [{ type: 'applied' }],
      targets: [],
    } as any,
    {
      approval: {} as any,
      rights: {
        read: right,
        create: right,
        approve: right,
        retire: right,
      } as any,
      caller: { userRef: 'user:default/ann', credentials: {} } as any,
      approvals: {} as any,
      kindPermissions: { allows: async () => true } as any,
      ...(keptBecause === undefined ? {} : { keptBecause }),
    },
  );
}

describe('what may be done with a request', () => {
  it.each(['provisioning', 'ready', 'failed'] as const)(
    'retiring it while it is %s, unless its kind says why not',
    async status => {
      expect(await actionsOf(status)).toContain('retire');
      expect(await actionsOf(status, 'Undo it instead.')).not.toContain(
        'retire',
      );
    },
  );
});
