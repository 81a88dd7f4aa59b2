import { refusedHost } from './serverAddress';

describe('refusedHost', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    'localhost',
    'LOCALHOST.',
    'api.localhost',
    '0.0.0.0',
    '169.254.169.254',
    '169.254.1.1',
    '100.100.100.200',
    '168.63.129.16',
    'metadata.google.internal',
    'metadata',
    'instance-data.ec2.internal',
    '::1',
    '[::1]',
    '::',
    'fe80::1%eth0',
    '[fd00:ec2::254]',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '224.0.0.1',
  ])('refuses %s', host => {
    expect(refusedHost(host)).toMatch(/^(an?|the) /);
  });

  it.each([
    '10.0.0.1',
    '192.168.1.1',
    'api.east.example.com',
    'localhost.example.com',
    'metadata.example.com',
    'fd00::1',
    '2001:db8::1',
    '::ffff:10.0.0.1',
    '169.253.0.1',
  ])('has nothing against %s', host => {
    expect(refusedHost(host)).toBeUndefined();
  });
});
