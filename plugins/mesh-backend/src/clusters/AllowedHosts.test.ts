import { AllowedHosts } from './AllowedHosts';

const hosts = new AllowedHosts([
  'api.east.example.com',
  'API.West.example.com:6443',
  '*.gr7.eu-west-1.eks.amazonaws.com',
  '*.internal.example.com:8443',
  '192.0.2.7:6443',
  '127.0.0.1:16443',
  '[2001:db8::7]:6443',
]);

describe('the hosts that a catalog may lead to', () => {
  it.each([
    ['https://api.east.example.com', 'https://api.east.example.com:443'],
    ['https://api.east.example.com/', 'https://api.east.example.com:443'],
    ['https://api.east.example.com:443', 'https://api.east.example.com:443'],
    ['HTTPS://Api.EAST.example.com', 'https://api.east.example.com:443'],
    ['https://api.west.example.com:6443', 'https://api.west.example.com:6443'],
    [
      'https://ABC1.gr7.eu-west-1.eks.amazonaws.com',
      'https://abc1.gr7.eu-west-1.eks.amazonaws.com:443',
    ],
    [
      'https://a.internal.example.com:8443',
      'https://a.internal.example.com:8443',
    ],
    ['https://192.0.2.7:6443', 'https://192.0.2.7:6443'],
    ['https://127.0.0.1:16443', 'https://127.0.0.1:16443'],
    ['https://[2001:db8::7]:6443', 'https://[2001:db8::7]:6443'],
  ])('take %s', (url, canonical) => {
    expect(hosts.judge(url)).toEqual({ url: canonical });
  });

  const FORM = 'without user, path and query';
  const SPELLING = 'written in another way than it is understood';
  const UNKNOWN = 'does not name';
  it.each([
    ['no https', 'http://api.east.example.com', FORM],
    ['no address', 'api.east.example.com', FORM],
    ['nothing', '', FORM],
    ['a user', 'https://api.east.example.com@evil.example', FORM],
    ['a user and password', 'https://a:b@api.east.example.com', FORM],
    ['a path', 'https://api.east.example.com/k8s/clusters/c', FORM],
    ['a query', 'https://api.east.example.com?x', FORM],
    ['a fragment', 'https://api.east.example.com#@evil.example', FORM],
    ['a backslash', 'https://api.east.example.com\\@evil.example', FORM],
    ['an escape', 'https://api.east.example%2ecom', FORM],
    ['a tab', 'https://api.east.example.com\t', FORM],
    ['a line break within', 'https://api.east.exam\nple.com', FORM],
    ['spaces around', ' https://api.east.example.com', FORM],
    ['two slashes too few', 'https:api.east.example.com', FORM],
    ['a dot at the end', 'https://api.east.example.com.', SPELLING],
    ['wide letters', 'https://ａpi.east.example.com', SPELLING],
    ['a letter that looks the same', 'https://api.eаst.example.com', SPELLING],
    ['a soft hyphen', 'https://api.ea\u00adst.example.com', SPELLING],
    ['an empty port', 'https://api.east.example.com:', SPELLING],
    ['a port with zeros', 'https://api.west.example.com:06443', SPELLING],
    ['port 0', 'https://api.east.example.com:0', SPELLING],
    ['a port out of range', 'https://api.east.example.com:65536', FORM],
    ['a decimal address', 'https://2130706433:16443', SPELLING],
    ['a hexadecimal address', 'https://0x7f000001:16443', SPELLING],
    ['an octal address', 'https://0177.0.0.1:16443', SPELLING],
    ['a short address', 'https://127.1:16443', SPELLING],
    ['an uncompressed address', 'https://[2001:db8:0::7]:6443', SPELLING],
    ['an address with a zone', 'https://[fe80::1%25eth0]:6443', FORM],
    ['another host', 'https://evil.example', UNKNOWN],
    ['a longer name', 'https://api.east.example.com.evil.example', UNKNOWN],
    ['a shorter name', 'https://east.example.com', UNKNOWN],
    ['another port', 'https://api.east.example.com:8443', UNKNOWN],
    ['the port of nobody', 'https://api.west.example.com', UNKNOWN],
    ['another address', 'https://192.0.2.8:6443', UNKNOWN],
    ['another port of an address', 'https://127.0.0.1:6443', UNKNOWN],
    ['loopback', 'https://[::1]:16443', UNKNOWN],
    ['loopback in another family', 'https://[::ffff:7f00:1]:16443', UNKNOWN],
    ['a mapped address', 'https://[::ffff:127.0.0.1]:16443', SPELLING],
    ['link-local', 'https://169.254.169.254', UNKNOWN],
    ['localhost', 'https://localhost:16443', UNKNOWN],
    ['the suffix itself', 'https://gr7.eu-west-1.eks.amazonaws.com', UNKNOWN],
    ['two labels', 'https://a.b.internal.example.com:8443', UNKNOWN],
    [
      'a name that ends alike',
      'https://evilinternal.example.com:8443',
      UNKNOWN,
    ],
    ['a wildcard', 'https://*.internal.example.com:8443', SPELLING],
    ['an empty label', 'https://.internal.example.com:8443', SPELLING],
  ])('refuse %s: %s', (_, url, words) => {
    expect(hosts.judge(url)).toEqual({
      reason: expect.stringContaining(words),
    });
  });

  it('are none without configuration', () => {
    expect(new AllowedHosts([]).isEmpty).toBe(true);
    expect(new AllowedHosts([]).judge('https://a.example.com')).toEqual({
      reason: expect.stringContaining('add it if that is an API server'),
    });
  });

  it('say which address to add', () => {
    expect(hosts.judge('https://api.east.example.com:8443')).toEqual({
      reason: expect.stringContaining("'api.east.example.com:8443'"),
    });
  });

  it.each([
    '*',
    '*.com',
    '**.example.com',
    'a.*.example.com',
    '*example.com',
    '*.0.2.7',
    'https://a.example.com',
    'a.example.com/',
    'a.example.com.',
    'user@a.example.com',
    'a.example.com:0',
    'a.example.com:70000',
    '127.1',
    '2130706433',
    '[::1',
    '[2001:db8:0::7]',
    '',
    'a b',
  ])('cannot be written as %p', entry => {
    expect(() => new AllowedHosts(['a.example.com', entry])).toThrow(
      `mesh.catalogClusters.allowedHosts[1]: '${entry}' is not host, host:port or *.suffix`,
    );
  });
});
