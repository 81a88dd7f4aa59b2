import { refusedServer } from './refusedServer';

const names: Record<string, string[]> = {
  'api.example.com': ['203.0.113.7', '2001:db8::1'],
  'inner.example.com': ['203.0.113.7', '169.254.169.254'],
  'me.example.com': ['127.0.0.1'],
};
const resolve = async (host: string) => {
  if (!names[host]) {
    throw new Error('ENOTFOUND');
  }
  return names[host];
};
const why = (server: string, development = false) =>
  refusedServer(server, { development, resolve });

describe('refusedServer', () => {
  it.each([
    ['https://127.0.0.1:6443', /^is a loopback address/],
    ['https://[::1]:6443', /^is a loopback address/],
    ['https://localhost:6443', /^is a loopback name/],
    ['https://169.254.169.254/latest', /^is a link-local address/],
    ['https://metadata.google.internal', /metadata service/],
    ['https://inner.example.com', /^leads to 169\.254\.169\.254/],
    ['https://me.example.com', /^leads to 127\.0\.0\.1/],
    ['http://api.example.com', /no URL with https/],
    ['api.example.com', /no URL with https/],
  ])('refuses %s', async (server, words) => {
    expect(await why(server)).toMatch(words);
  });

  it('has nothing against servers, also of names that are not known here', async () => {
    expect(await why('https://api.example.com:6443')).toBeUndefined();
    expect(await why('https://only.there.example.com')).toBeUndefined();
    expect(await why('https://10.0.0.4:6443')).toBeUndefined();
  });

  it('takes loopback, and nothing else, for development', async () => {
    expect(await why('https://127.0.0.1:6443', true)).toBeUndefined();
    expect(await why('https://me.example.com', true)).toBeUndefined();
    expect(await why('https://169.254.169.254', true)).toMatch(/link-local/);
    expect(await why('https://inner.example.com', true)).toMatch(/link-local/);
  });
});
