import { GOOD, problemsOf, only } from './__testUtils__/problems';

describe('probes', () => {
  it.each<[string[]]>([
    [['sh', '-c', 'curl x']],
    [['/bin/sh', '-c', 'true']],
    [['bash', '-c', 'true']],
    [['/usr/bin/bash']],
    [['/usr/local/bin/bash-5.2', '-c', 'x']],
    [['env', 'sh', '-c', 'x']],
    [['/usr/bin/env', 'bash']],
    [['env', 'A=b', 'curl', 'x']],
    [['busybox', 'sh', '-c', 'x']],
    [['/bin/busybox', 'ash']],
    [['toybox', 'sh']],
    [['dash', '-c', 'x']],
    [['ash']],
    [['zsh', '-c', 'x']],
    [['ksh93', '-c', 'x']],
    [['fish', '-c', 'x']],
    [['pwsh', '-Command', 'x']],
    [['cmd.exe', '/c', 'x']],
    [['xargs', 'sh', '-c']],
    [['timeout', '5', 'sh', '-c', 'x']],
    [['nohup', 'sh']],
    [['setsid', 'bash']],
    [['sudo', 'sh']],
    [['su', '-c', 'x']],
    [['nsenter', '-t', '1', 'sh']],
    [['chroot', '/', 'sh']],
    [['find', '.', '-exec', 'sh', ';']],
    [['awk', 'BEGIN{system("x")}']],
    [['python3', '-c', 'x']],
    [['/usr/bin/python3.12', '-c', 'x']],
    [['perl', '-e', 'x']],
    [['node', '-e', 'x']],
    [['ruby', '-e', 'x']],
    [['php', '-r', 'x']],
    [['/lib64/ld-linux-x86-64.so.2', '/bin/sh']],
    [['mystery', '/bin/sh', '-c', 'x']],
    [['SH', '-c', 'x']],
    [['sh -c true']],
    [['$(sh)']],
    [['`sh`']],
    [['-c']],
    [[]],
  ])('refuses %j', command => {
    expect(problemsOf({ ...GOOD, readiness: { command } })).toEqual(
      only(
        'readiness.command',
        /shell|another program|as a program|name or path|Give the program/,
      ),
    );
  });

  it.each<[string, unknown, string]>([
    ['no list', 'curl x', 'readiness.command'],
    ['an argument that is none', ['curl', 7], 'readiness.command[1]'],
    ['an empty argument', ['curl', ''], 'readiness.command[1]'],
    ['a line break', ['curl', 'a\nb'], 'readiness.command[1]'],
    ['a null character', ['curl', 'a\u0000'], 'readiness.command[1]'],
  ])('refuses %s', (_, command, field) => {
    expect(problemsOf({ ...GOOD, readiness: { command } })[0].field).toBe(
      field,
    );
  });

  it.each([
    [['curl', '-fsS', 'https://api.partner.example/health']],
    [['/usr/bin/nc', '-z', 'api.partner.example', '443']],
    [['grpc_health_probe', '-addr=api.partner.example:443']],
    [['pilot-agent', 'wait']],
  ])('takes %j', command => {
    expect(problemsOf({ ...GOOD, readiness: { command } })).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['timeoutSeconds', { timeoutSeconds: 0 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 31 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 1.5 }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: '5' }, /1 to 30/],
    ['timeoutSeconds', { timeoutSeconds: 20 }, /at least the timeout/],
    ['periodSeconds', { timeoutSeconds: 9, periodSeconds: 8 }, /at least/],
    ['periodSeconds', { periodSeconds: 301 }, /1 to 300/],
    ['failureThreshold', { failureThreshold: 0 }, /1 to 10/],
    ['successThreshold', { successThreshold: 11 }, /1 to 10/],
    ['initialDelaySeconds', { initialDelaySeconds: -1 }, /0 to 300/],
    ['host', { host: 'other.example.org' }, /no upstream of this gateway/],
    ['host', { host: '*' }, /wildcard|host/],
    ['image', { image: 'a b' }, /image/],
    ['image', { image: '' }, /image/],
    ['shell', { shell: true }, /no such field/],
  ])('refuses readiness.%s of %j', (field, readiness, message) => {
    expect(problemsOf({ ...GOOD, readiness })).toEqual(
      only(`readiness.${field}`, message),
    );
  });
});
