import { Outbox } from './Outbox';
import { OutgoingEvent } from '../store';
import { SILENT } from '../model/ModelInstance';

const ann = 'user:default/ann';
const bob = 'user:default/bob';

function outgoing(
  type: string,
  more: Partial<OutgoingEvent> = {},
  actor = ann,
): OutgoingEvent {
  return {
    request: {
      id: 'r1',
      kind: 'egress-gateway',
      title: 'Gateway out',
      status: 'requested',
      requester: ann,
      targets: [{ cluster: 'east', namespace: 'shop', owners: ['group:x/y'] }],
    } as any,
    event: {
      sequence: 1,
      type,
      status: 'requested',
      at: 0,
      actor: { type: 'user', entityRef: actor },
      contentHash: 'h',
      reason: 'private words',
    } as any,
    approverGroups: ['group:default/platform'],
    eventSent: false,
    notified: false,
    sendAttempts: 1,
    ...more,
  };
}

function outboxOver(
  queue: OutgoingEvent[],
  how: { publish?: () => Promise<void>; send?: () => Promise<void> } = {},
) {
  const sent: any[] = [];
  const published: any[] = [];
  const marks: string[] = [];
  const logs: string[] = [];
  const outbox = new Outbox({
    store: {
      claimOutgoing: async () => queue.splice(0),
      markSent: async (_: object, what: object) => {
        marks.push(...Object.keys(what));
      },
      delaySending: async (_: object, until: number) => {
        marks.push(`delayed ${until}`);
      },
    } as any,
    events: {
      publish: async event => {
        await how.publish?.();
        published.push(event);
      },
    },
    notifications: {
      send: async one => {
        await how.send?.();
        sent.push(one);
      },
    },
    logger: {
      ...SILENT,
      info: (words: string) => logs.push(words),
      warn: (words: string) => logs.push(words),
      error: (words: string) => logs.push(words),
    } as any,
    now: () => 1000,
    chance: () => 1,
  });
  return { outbox, sent, published, marks, logs };
}

describe('Outbox', () => {
  it('marks what has left, after it has left', async () => {
    const { outbox, sent, published, marks } = outboxOver([
      outgoing('requested'),
    ]);
    await outbox.send();
    expect(marks).toEqual(['event', 'notification']);
    expect(published).toEqual([
      {
        topic: 'mesh.request',
        eventPayload: {
          requestId: 'r1',
          sequence: 1,
          type: 'requested',
          status: 'requested',
          at: '1970-01-01T00:00:00.000Z',
          kind: 'egress-gateway',
          title: 'Gateway out',
          contentHash: 'h',
          requester: ann,
          actor: { type: 'user', entityRef: ann },
          targets: [{ cluster: 'east', namespace: 'shop' }],
        },
      },
    ]);
    expect(sent).toMatchObject([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/platform'],
          excludeEntityRef: ann,
        },
        payload: {
          title: 'To approve: Gateway out',
          link: '/mesh/requests/r1',
        },
      },
    ]);
    expect(JSON.stringify(sent)).not.toContain('private words');
  });

  it.each<[string, string, string[]]>([
    ['approved', bob, ['Approved: Gateway out']],
    ['rejected', bob, ['Rejected: Gateway out']],
    ['withdrawn', ann, []],
    ['cancelled', bob, ['Cancelled: Gateway out']],
    ['started', bob, []],
    [
      'sentBack',
      bob,
      ['To approve again: Gateway out', 'Needs approval again: Gateway out'],
    ],
    ['failed', bob, ['Failed: Gateway out']],
  ])('%s tells those whom it concerns', async (type, actor, titles) => {
    const { outbox, sent } = outboxOver([outgoing(type, {}, actor)]);
    await outbox.send();
    expect(sent.map(one => one.payload.title)).toEqual(titles);
  });

  it('tries again what did not leave, and sends only what is left', async () => {
    const broken = outboxOver([outgoing('requested')], {
      send: async () => {
        throw new Error('down');
      },
    });
    await broken.outbox.send();
    expect(broken.marks).toEqual(['event', 'delayed 3000']);
    const again = outboxOver([outgoing('requested', { eventSent: true })]);
    await again.outbox.send();
    expect(again.published).toEqual([]);
    expect(again.marks).toEqual(['notification']);
  });

  it('says once that the notifications plugin is missing, and goes on', async () => {
    const { outbox, marks, logs } = outboxOver(
      [outgoing('requested'), outgoing('edited')],
      {
        send: async () => {
          throw new Error(
            'Failed to send notifications: Error: Request failed with status 404',
          );
        },
      },
    );
    await outbox.send();
    expect(marks).toEqual(['event', 'notification', 'event', 'notification']);
    expect(logs).toEqual([expect.stringMatching(/not installed/)]);
  });

  it('gives a notification up after many tries, never an event', async () => {
    const fail = async () => {
      throw new Error('down');
    };
    const tired = outboxOver([outgoing('requested', { sendAttempts: 50 })], {
      send: fail,
    });
    await tired.outbox.send();
    expect(tired.marks).toEqual(['event', 'notification']);
    const never = outboxOver([outgoing('requested', { sendAttempts: 500 })], {
      publish: fail,
    });
    await never.outbox.send();
    expect(never.marks).toEqual([expect.stringMatching(/^delayed/)]);
  });
});
