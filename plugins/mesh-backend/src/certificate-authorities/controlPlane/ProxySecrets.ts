import { X509Certificate } from 'crypto';
import { ClusterConnection, getFromPod } from '../../clusters';
import { certificatesIn, fingerprintOf } from './fingerprints';

/** Envoy's administration, on the loopback of its pod (`proxyAdminPort` of the mesh configuration). */
export const ENVOY_ADMIN_PORT = 15000;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** What a proxy shows others, and whom it believes. Times are milliseconds since 1970. */
export interface ProxySecrets {
  /** SHA-256 (lower-case hex) of the roots that it believes; absent when it holds none. */
  roots?: string[];
  /** Its own certificate; absent when it holds none. */
  leaf?: {
    notBefore: number;
    notAfter: number;
    /** SHA-256 of the certificate that it presents above its own: who signed. */
    signer?: string;
  };
}

/**
 * Asks the Envoy of a pod for the secrets that it uses, as `istioctl
 * proxy-config secret` does. Its `/certs` is not asked: earlier Envoys tell
 * only the first root of a bundle there.
 *
 * @throws what `getFromPod` throws, and `SyntaxError` where the answer is not understood
 */
export async function readProxySecrets(
  connection: ClusterConnection,
  pod: { namespace: string; name: string; adminPort?: number },
  signal: AbortSignal,
): Promise<ProxySecrets> {
  const { status, text } = await getFromPod(connection, {
    namespace: pod.namespace,
    pod: pod.name,
    port: pod.adminPort ?? ENVOY_ADMIN_PORT,
    path: '/config_dump?resource=dynamic_active_secrets',
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal,
  });
  if (status !== 200) {
    throw new SyntaxError(`Envoy answers ${status}`);
  }
  return parseSecrets(text);
}

/** @throws `SyntaxError` where it is none of Envoy's dumps */
export function parseSecrets(text: string): ProxySecrets {
  const { configs = [] } = (JSON.parse(text) ?? {}) as { configs?: unknown };
  if (!Array.isArray(configs)) {
    throw new SyntaxError('Envoy shows no list of secrets');
  }
  const secretOf = (name: string) =>
    configs.find(one => one?.name === name)?.secret;
  const trusted = inlineOf(secretOf('ROOTCA')?.validation_context?.trusted_ca);
  const presented = inlineOf(
    secretOf('default')?.tls_certificate?.certificate_chain,
  );
  const [leaf, signer] = presented ?? [];
  return {
    ...(trusted ? { roots: trusted.map(fingerprintOf) } : {}),
    ...(leaf
      ? {
          leaf: {
            notBefore: Date.parse(leaf.validFrom),
            notAfter: Date.parse(leaf.validTo),
            ...(signer ? { signer: fingerprintOf(signer) } : {}),
          },
        }
      : {}),
  };
}

function inlineOf(source: any): X509Certificate[] | undefined {
  const bytes = source?.inline_bytes;
  if (typeof bytes !== 'string') {
    return undefined;
  }
  try {
    return certificatesIn(Buffer.from(bytes, 'base64').toString('utf8'));
  } catch {
    throw new SyntaxError('Envoy shows a certificate that cannot be read');
  }
}
