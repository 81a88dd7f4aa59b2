import { connect, DetailedPeerCertificate } from 'tls';
import { Duplex } from 'stream';

/** What a server shows of itself in a TLS handshake. */
export interface ShownByServer {
  /** DER of the certificates that it presents, its own first. */
  chain: Buffer[];
  /**
   * DER of the names of the authorities whose client certificates it takes;
   * absent where it speaks TLS 1.3 only, in which they are encrypted.
   */
  authorities?: Buffer[];
}

const HANDSHAKE_RECORD = 22;
const CERTIFICATE_REQUEST = 13;

/**
 * Shakes hands over a stream by TLS 1.2 and reads what the server shows. Nobody
 * is verified: the way to the server has to be trusted, as a forwarded port is.
 *
 * @param stream - as `portForward` gives it: not a `net.Socket`, which TLS reads
 * past its events
 * @throws what the TLS stack says, e.g. `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION`
 * of a server that speaks TLS 1.3 only; then try with `version: 'TLSv1.3'`
 */
export function shakeHands(
  stream: Duplex,
  options: {
    serverName: string;
    signal: AbortSignal;
    version?: 'TLSv1.2' | 'TLSv1.3';
  },
): Promise<ShownByServer> {
  const { serverName, signal, version = 'TLSv1.2' } = options;
  const heard: Buffer[] = [];
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    stream.on('data', chunk => heard.push(chunk));
    stream.once('error', reject);
    const socket = connect({
      socket: stream,
      servername: serverName,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
    });
    const abort = () => {
      socket.destroy();
      reject(signal.reason);
    };
    const settle = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort, { once: true });
    socket.once('secureConnect', () => {
      settle();
      const chain = chainOf(socket.getPeerCertificate(true));
      const authorities = readAuthorities(Buffer.concat(heard));
      socket.destroy();
      resolve({ chain, ...(authorities ? { authorities } : {}) });
    });
    socket.once('error', error => {
      settle();
      reject(error);
    });
  });
}

function chainOf(first: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  const holds = (raw: Buffer) => chain.some(known => known.equals(raw));
  let one: DetailedPeerCertificate | undefined = first;
  // The last one of a chain is its own issuer.
  while (one?.raw && !holds(one.raw)) {
    chain.push(one.raw);
    one = one.issuerCertificate;
  }
  return chain;
}

/**
 * The authorities of a CertificateRequest (RFC 5246, 7.4.4) in what a server of
 * TLS 1.2 has sent in the clear; undefined when it asked for no certificate.
 */
export function readAuthorities(bytes: Buffer): Buffer[] | undefined {
  for (const { type, body } of handshakeMessages(bytes)) {
    if (type === CERTIFICATE_REQUEST) {
      // Types of certificates by one byte of length, algorithms by two.
      let at = 1 + body.readUInt8(0);
      at += 2 + body.readUInt16BE(at);
      const end = at + 2 + body.readUInt16BE(at);
      const names: Buffer[] = [];
      for (at += 2; at < end; ) {
        const length = body.readUInt16BE(at);
        names.push(body.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
      return names;
    }
  }
  return undefined;
}

/** Messages before the first record that is none of the handshake: after it all is encrypted. */
function handshakeMessages(bytes: Buffer): { type: number; body: Buffer }[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 5 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    if (
      bytes.readUInt8(at) !== HANDSHAKE_RECORD ||
      at + 5 + length > bytes.length
    ) {
      break;
    }
    parts.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const all = Buffer.concat(parts);
  const messages: { type: number; body: Buffer }[] = [];
  for (let at = 0; at + 4 <= all.length; ) {
    const length = all.readUIntBE(at + 1, 3);
    if (at + 4 + length > all.length) {
      break;
    }
    messages.push({
      type: all.readUInt8(at),
      body: all.subarray(at + 4, at + 4 + length),
    });
    at += 4 + length;
  }
  return messages;
}
