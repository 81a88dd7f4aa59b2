import { once } from 'events';
import { AddressInfo } from 'net';
import { connect, createServer, TLSSocket } from 'tls';
import { createIntermediateCsr, generateCaKey } from '@meshport/certificates';
import { makeAuthority } from './authority';

/**
 * Milliseconds of mTLS handshakes that Node.js does over the loopback with one
 * ready certificate that both sides trust: what no trial can be without.
 */
export async function bareHandshakes(count: number): Promise<number[]> {
  const provider = await makeAuthority('P-256');
  const key = await generateCaKey('P-256');
  const csr = createIntermediateCsr({
    key,
    subject: { commonName: 'localhost' },
    pathLength: 0,
  });
  const certificate = provider.signIntermediate(csr, {
    notAfter: new Date(Date.now() + 24 * 3600_000),
    pathLength: 0,
  });
  const [issuing, root] = provider.chain;
  const context = {
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: certificate + issuing,
    ca: root,
  };
  const server = createServer({ ...context, requestCert: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const times: number[] = [];
  try {
    for (let turn = 0; turn < count; turn += 1) {
      const begun = performance.now();
      const accepted = once(server, 'secureConnection');
      const client = connect({
        ...context,
        port,
        host: '127.0.0.1',
        checkServerIdentity: () => undefined,
      });
      await once(client, 'secureConnect');
      const [socket] = (await accepted) as [TLSSocket];
      times.push(performance.now() - begun);
      client.destroy();
      socket.destroy();
    }
  } finally {
    server.close();
  }
  return times;
}
