import { fieldName, isOfField, problemText } from './problemText';

describe('a problem', () => {
  it.each([
    ['upstreams[1].tls.sni', 'Host 2, TLS, server name'],
    ['upstreams[0].host', 'Host 1, its name'],
    ['callers[0].serviceAccounts[2]', 'Caller 1, service accounts 3'],
    ['networkPolicy', 'Closing other ways out'],
    ['somethingNew', 'somethingNew'],
    ['', ''],
  ])('of %s is of %j', (path, name) => {
    expect(fieldName(path)).toBe(name);
  });

  it.each([
    ['upstreams', true],
    ['upstreams[0].host', true],
    ['upstreamsOther', false],
    ['name', false],
  ])('of %s belongs to the hosts: %s', (path, belongs) => {
    expect(isOfField(path, ['upstreams'])).toBe(belongs);
  });

  it('names its field in words', () => {
    expect(
      problemText({ field: 'upstreams[0].port', message: 'Give one.' }),
    ).toBe('Host 1, port: Give one.');
    expect(problemText({ field: '', message: 'Give an object.' })).toBe(
      'Give an object.',
    );
  });
});
