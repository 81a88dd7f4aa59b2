import { LOOPBACK_HOSTS, refuseForeignOrigin } from './originGuard';

const guard = { hosts: LOOPBACK_HOSTS, allowRemote: false };

function request(
  headers: Record<string, string>,
  remoteAddress: string | undefined = '127.0.0.1',
) {
  return {
    headers: { host: '127.0.0.1:7007', ...headers },
    socket: { remoteAddress },
  };
}

describe('refuseForeignOrigin', () => {
  it.each([
    ['a script on this machine', request({})],
    ['a script over IPv6', request({ host: '[::1]:7007' }, '::1')],
    ['an IPv4 caller on an IPv6 socket', request({}, '::ffff:127.0.0.1')],
    [
      'a page of the portal',
      request({
        host: 'LOCALHOST:7007',
        origin: 'http://LOCALHOST:7007',
        'sec-fetch-site': 'same-origin',
      }),
    ],
  ])('lets %s in', (_, allowed) => {
    expect(() => refuseForeignOrigin(allowed, guard)).not.toThrow();
  });

  it.each([
    [
      'a DNS name that was made to point here',
      request({ host: 'portal.example.org:7007' }),
      'Open the demo by one of its own names',
    ],
    [
      'a name that only starts like ours',
      request({ host: '127.0.0.1.example.org' }),
      'Open the demo by one of its own names',
    ],
    [
      'another origin',
      request({ origin: 'http://example.org' }),
      'its own pages only',
    ],
    [
      'another port of this machine',
      request({ origin: 'http://127.0.0.1:3000' }),
      'its own pages only',
    ],
    [
      'a page in a frame or sandbox',
      request({ origin: 'null' }),
      'its own pages only',
    ],
    [
      'a cross-site request without an origin',
      request({ 'sec-fetch-site': 'cross-site' }),
      'its own pages only',
    ],
    ['another machine', request({}, '192.0.2.7'), 'its own machine only'],
    [
      'an address that only starts like loopback',
      request({}, '127.0.0.1.2'),
      'its own machine only',
    ],
  ])('refuses %s', (_, refused, message) => {
    expect(() => refuseForeignOrigin(refused, guard)).toThrow(message);
  });

  it('lets another machine in when that is wanted, by the named host only', () => {
    const open = { hosts: ['192.0.2.1'], allowRemote: true };
    const from = (host: string) => request({ host }, '192.0.2.7');
    expect(() =>
      refuseForeignOrigin(from('192.0.2.1:7007'), open),
    ).not.toThrow();
    expect(() => refuseForeignOrigin(from('example.org'), open)).toThrow(
      'Open the demo by one of its own names: 192.0.2.1',
    );
  });
});
