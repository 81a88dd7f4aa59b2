import { claims } from './hostClaims';

const wanted = {
  name: 'out',
  namespace: 'bookinfo',
  host: 'httpbin.org',
  clients: ['bookinfo', 'shop'],
};

const route = (spec: object, name = 'other', namespace = 'payments') => ({
  metadata: { name, namespace },
  spec: { hosts: ['httpbin.org'], ...spec },
});

describe('claims', () => {
  it.each([
    ['is seen by all', route({})],
    ['is exported to all', route({ exportTo: ['*'] })],
    ['is exported to a client', route({ exportTo: ['shop'] })],
    ['is in a client’s namespace', route({ exportTo: ['.'] }, 'x', 'shop')],
    ['names the mesh', route({ gateways: ['a/b', 'mesh'] })],
    ['writes the host otherwise', route({ hosts: ['a', 'HTTPBIN.org'] })],
    ['has our name elsewhere', route({}, 'out', 'shop')],
    ['has another name here', route({}, 'other', 'bookinfo')],
  ])('are made by a route that %s', (_what, other) => {
    expect(claims(other, wanted)).toBe(true);
  });

  it.each([
    ['is our own', route({}, 'out', 'bookinfo')],
    ['is for another host', route({ hosts: ['example.org'] })],
    ['stays at home', route({ exportTo: ['.'] })],
    ['is for others', route({ exportTo: ['reviews'] })],
    ['is only for a gateway', route({ gateways: ['payments/in'] })],
    ['is empty', { metadata: { name: 'x', namespace: 'y' } }],
  ])('are not made by a route that %s', (_what, other) => {
    expect(claims(other, wanted)).toBe(false);
  });
});
