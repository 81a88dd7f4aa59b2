import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { downloadRevocationList } from './revocationListDownload';

const der = Buffer.concat([Buffer.from([0x30, 0x62]), Buffer.alloc(98, 7)]);
const pem = [
  '-----BEGIN X509 CRL-----',
  ...(der.toString('base64').match(/.{1,64}/g) ?? []),
  '-----END X509 CRL-----',
  '',
].join('\n');

describe('fetching a revocation list', () => {
  let server: Server;
  let url: string;
  let failures = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      switch (request.url) {
        case '/der':
          response.end(der);
          return;
        case '/pem':
          response.end(pem.trimEnd());
          return;
        case '/html':
          response.end('<html>not here</html>');
          return;
        case '/large':
          response.end(Buffer.alloc(2 * 1024 * 1024, 0x30));
          return;
        case '/busy':
          failures++;
          response.writeHead(failures < 3 ? 503 : 200).end(der);
          return;
        case '/down':
          response.writeHead(500).end();
          return;
        case '/away':
          response.writeHead(302, { location: '/der' }).end();
          return;
        default:
          response.writeHead(404).end();
      }
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetched = (address: string) =>
    downloadRevocationList(address, {
      signal: new AbortController().signal,
      patience: { tries: 3, firstWaitMs: 1, maxWaitMs: 2 },
    });

  it('gives PEM for what is published in DER and in PEM', async () => {
    await expect(fetched(`${url}/der`)).resolves.toEqual({
      crl: pem,
      source: `${url}/der`,
    });
    await expect(fetched(`${url}/pem`)).resolves.toEqual({
      crl: pem,
      source: `${url}/pem`,
    });
  });

  it('asks again where the place is busy', async () => {
    await expect(fetched(`${url}/busy`)).resolves.toMatchObject({ crl: pem });
    await expect(fetched(`${url}/down`)).rejects.toBeInstanceOf(
      ServiceUnavailableError,
    );
    await expect(fetched(`${url}/away`)).rejects.toBeInstanceOf(
      ServiceUnavailableError,
    );
  });

  it.each([
    ['/nowhere', /There is no revocation list at .*: it answered 404/],
    ['/html', /no certificate revocation list/],
    ['/large', /larger than 1048576 bytes/],
  ])('refuses %s', async (path, why) => {
    await expect(fetched(`${url}${path}`)).rejects.toThrow(why);
    await expect(fetched(`${url}${path}`)).rejects.toBeInstanceOf(InputError);
  });

  it.each(['ldap://example.com/cn=crl', 'file:///etc/passwd', 'crl'])(
    'does not ask %s',
    async address => {
      await expect(fetched(address)).rejects.toThrow(
        'must begin with http:// or https://',
      );
    },
  );
});
