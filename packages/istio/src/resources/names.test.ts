import { isInBlock, parseIpAddress } from './addresses';
import { hostMatches, isWildcardHost } from './hosts';
import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelKey,
  isLabelValue,
  isServiceName,
} from './names';

const LONG = 'a'.repeat(64);

describe('names', () => {
  it.each<[string, boolean, boolean, boolean, boolean, boolean]>([
    // text, label, Service, subdomain, label value, label key
    ['a', true, true, true, true, true],
    ['a-1', true, true, true, true, true],
    ['1a', true, false, true, true, true],
    ['', false, false, false, true, false],
    ['A', false, false, false, true, true],
    ['a.b', false, false, true, true, true],
    ['a..b', false, false, false, true, true],
    ['a_b', false, false, false, true, true],
    ['-a', false, false, false, false, false],
    ['a-', false, false, false, false, false],
    ['a/b', false, false, false, false, true],
    ['a/b/c', false, false, false, false, false],
    ['A/b', false, false, false, false, false],
    ['a b', false, false, false, false, false],
    ['a\n', false, false, false, false, false],
    ['é', false, false, false, false, false],
    [LONG, false, false, true, false, false],
    [LONG.slice(1), true, true, true, true, true],
    [Array(5).fill(LONG.slice(1)).join('.'), false, false, false, false, false],
  ])('%j', (text, label, service, subdomain, value, key) => {
    expect(isDnsLabel(text)).toBe(label);
    expect(isServiceName(text)).toBe(service);
    expect(isDnsSubdomain(text)).toBe(subdomain);
    expect(isLabelValue(text)).toBe(value);
    expect(isLabelKey(text)).toBe(key);
  });
});

describe('addresses', () => {
  it.each<[string, 4 | 6, bigint]>([
    ['0.0.0.0', 4, 0n],
    ['10.0.0.1', 4, 0x0a000001n],
    ['255.255.255.255', 4, 0xffffffffn],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:DB8::7', 6, (0x20010db8n << 96n) + 7n],
    ['::ffff:1.2.3.4', 6, 0xffff01020304n],
    ['1:2:3:4:5:6:7:8', 6, 0x00010002000300040005000600070008n],
  ])('reads %s', (text, version, value) => {
    expect(parseIpAddress(text)).toEqual({ version, value });
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    'a.b.c.d',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::12345',
    'g::',
    '::1%lo',
    '1:2:3:4:5:6:7::8',
    '::1.2.3',
    '[::1]',
  ])('does not read %j', text => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  it.each<[string, string, boolean]>([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.3', '::/0', false],
    ['fd00::1', 'fd00::/8', true],
    ['10.1.2.3', '10.0.0.0/33', false],
    ['10.1.2.3', '10.0.0.0/x', false],
    ['10.1.2.3', '10.0.0.0/8/8', false],
    ['x', '10.0.0.0/8', false],
  ])('%s is in %s: %s', (address, block, expected) => {
    expect(isInBlock(address, block)).toBe(expected);
  });
});

describe('hosts', () => {
  it.each<[string, string, boolean]>([
    ['*', 'a.b', true],
    ['*.example.org', 'api.example.org', true],
    ['*.example.org', 'a.b.example.org', true],
    ['*.example.org', 'example.org', false],
    ['api.example.org', 'API.example.org', true],
    ['api.example.org', 'xapi.example.org', false],
  ])('%s matches %s: %s', (pattern, host, expected) => {
    expect(hostMatches(pattern, host)).toBe(expected);
  });

  it.each([
    ['*', true],
    ['*.a.b', true],
    ['a.*', false],
    ['a.b', false],
  ])('%s is a wildcard: %s', (text, expected) => {
    expect(isWildcardHost(text)).toBe(expected);
  });
});
