import { RequestEventType } from '@meshport/backstage-plugin-mesh-common';
import { sinceAsked, statusAfter, statusOf } from './lifecycle';

const past = (...types: RequestEventType[]) => {
  const history: { type: RequestEventType; status: any }[] = [];
  for (const type of types) {
    history.push({ type, status: statusAfter(history, type) });
  }
  return history;
};

describe('the life of a request', () => {
  it.each<[RequestEventType[], string]>([
    [['requested'], 'requested'],
    [['requested', 'edited', 'agreed', 'endorsed'], 'requested'],
    [['requested', 'approved'], 'approved'],
    [['requested', 'rejected'], 'rejected'],
    [['requested', 'approved', 'withdrawn'], 'cancelled'],
    [['requested', 'expired'], 'expired'],
    [
      ['requested', 'approved', 'started', 'applying', 'applied'],
      'provisioning',
    ],
    [['requested', 'approved', 'started', 'ready'], 'ready'],
    [['requested', 'approved', 'started', 'linked'], 'provisioning'],
    [['requested', 'approved', 'started', 'sentBack'], 'requested'],
    [['requested', 'approved', 'started', 'ready', 'sentBack'], 'requested'],
    [['requested', 'approved', 'started', 'ready', 'redeemed'], 'ready'],
    [
      ['requested', 'approved', 'started', 'applied', 'downloaded'],
      'provisioning',
    ],
    [
      [
        'requested',
        'approved',
        'started',
        'applied',
        'ready',
        'sentBack',
        'retireRequested',
      ],
      'retiring',
    ],
    [['requested', 'approved', 'started', 'failed'], 'failed'],
    [['requested', 'approved', 'started', 'failed', 'retried'], 'approved'],
    [
      [
        'requested',
        'approved',
        'started',
        'ready',
        'retireRequested',
        'failed',
        'linked',
        'retried',
      ],
      'retiring',
    ],
    [
      [
        'requested',
        'approved',
        'started',
        'ready',
        'retireRequested',
        'retired',
      ],
      'retired',
    ],
  ])('%j leads to %s', (types, status) => {
    expect(statusOf(past(...types))).toBe(status);
  });

  it.each<[RequestEventType[], RequestEventType]>([
    [[], 'approved'],
    [['requested'], 'requested'],
    [['requested'], 'started'],
    [['requested'], 'ready'],
    [['requested'], 'retireRequested'],
    [['requested', 'approved'], 'redeemed'],
    [['requested', 'approved', 'started', 'sentBack'], 'downloaded'],
    [['requested', 'approved', 'started', 'sentBack'], 'retireRequested'],
    ...(['rejected', 'withdrawn', 'cancelled', 'expired'] as const).map(
      (end): [RequestEventType[], RequestEventType] => [
        ['requested', 'approved', 'started', 'applied', 'sentBack'],
        end,
      ],
    ),
    [['requested', 'rejected'], 'approved'],
    [['requested', 'withdrawn'], 'approved'],
    [['requested', 'expired'], 'edited'],
    [['requested', 'approved'], 'approved'],
    [['requested', 'approved'], 'edited'],
    [['requested', 'approved', 'started'], 'cancelled'],
    [['requested', 'approved', 'started', 'ready'], 'retried'],
    [
      [
        'requested',
        'approved',
        'started',
        'ready',
        'retireRequested',
        'retired',
      ],
      'linked',
    ],
  ])('after %j there is no %s', (types, next) => {
    expect(() => statusAfter(past(...types), next)).toThrow(/request/);
  });

  it('counts nothing that was said about an earlier plan', () => {
    const history = past(
      'requested',
      'endorsed',
      'edited',
      'approved',
      'started',
      'sentBack',
      'endorsed',
    );
    expect(sinceAsked(history).map(one => one.type)).toEqual([
      'sentBack',
      'endorsed',
    ]);
  });
});
