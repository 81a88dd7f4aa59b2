import { ConfigReader } from '@backstage/config';
import { readRemoteSettings } from './remoteSettings';

const read = (remote?: object) =>
  readRemoteSettings(
    new ConfigReader({
      mesh: { clusters: [{ name: 'west', ...(remote ? { remote } : {}) }] },
    }),
  );

describe('readRemoteSettings', () => {
  it('reads how a cluster is reached', () => {
    expect(read()).toEqual([{ name: 'west', development: false }]);
    const remote = {
      server: 'https://api.west.example.com:6443',
      tlsServerName: 'kubernetes.default',
      proxyUrl: 'http://proxy.example.com:3128',
      development: true,
    };
    expect(read(remote)).toEqual([{ name: 'west', ...remote }]);
    expect(readRemoteSettings(new ConfigReader({}))).toEqual([]);
  });

  it.each([
    [{ server: 'http://api' }, /clusters\[0\]\.remote\.server/],
    [{ server: 'api:6443' }, /remote\.server/],
    [{ server: 'https://me:secret@api' }, /leave out user, password/],
    [{ server: 'https://api?token=x' }, /leave out user, password/],
    [{ proxyUrl: 'ftp://proxy' }, /remote\.proxyUrl/],
    [{ tlsServerName: 'a b' }, /remote\.tlsServerName/],
  ])('refuses %j', (remote, words) => {
    expect(() => read(remote)).toThrow(words);
  });
});
