import {
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  type KeyObject,
} from 'crypto';
import { decodeJwt, exportJWK, jwtVerify, SignJWT, type JWK } from 'jose';
import type { User } from '../registry/options';
import type { Store } from '../store/store';

/** What a TokenRequest asks for. */
export interface TokenSpec {
  audiences?: string[];
  expirationSeconds?: number;
  boundObjectRef?: {
    kind: string;
    apiVersion?: string;
    name: string;
    uid?: string;
  };
}

const accountPrefix = 'system:serviceaccount:';

/** Namespace and name of `system:serviceaccount:<namespace>:<name>`. */
export function accountOf(
  user: string,
): { namespace: string; name: string } | undefined {
  if (!user.startsWith(accountPrefix)) return undefined;
  const [namespace, name] = user.slice(accountPrefix.length).split(':');
  return name ? { namespace, name } : undefined;
}

/** The groups that a ServiceAccount is in; none for other users. */
export function accountGroups(user: string): string[] {
  const account = accountOf(user);
  return account
    ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
    : [];
}

/** Makes and checks the bearer tokens of one cluster. */
export class Tokens {
  private readonly opaque = new Map<string, User>();
  private readonly keyId = randomBytes(8).toString('hex');
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  /** The address is known only once the server listens. */
  issuer = 'https://kubernetes.default.svc';

  constructor(private readonly store: Store) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = pair.privateKey;
    this.publicKey = createPublicKey(pair.privateKey);
  }

  /** The audiences that this API server accepts. */
  get audiences(): string[] {
    return [this.issuer];
  }

  /** A token without expiry for any user name, for tests and kubeconfigs. */
  opaqueFor(name: string, groups: string[] = []): string {
    const token = `dev-${randomBytes(24).toString('base64url')}`;
    this.opaque.set(token, {
      name,
      groups: [
        ...new Set([...groups, ...accountGroups(name), 'system:authenticated']),
      ],
    });
    return token;
  }

  /** An opaque token is no longer one. */
  revoke(token: string): void {
    this.opaque.delete(token);
  }

  /** The JSON Web Key Set at `/openid/v1/jwks`. */
  async jwks(): Promise<{ keys: JWK[] }> {
    const key = await exportJWK(this.publicKey);
    return { keys: [{ ...key, use: 'sig', kid: this.keyId, alg: 'ES256' }] };
  }

  /** Signs a ServiceAccount token (ES256). Lifetime is in seconds. */
  async sign(
    account: { namespace: string; name: string; uid: string },
    spec: TokenSpec,
  ): Promise<{ token: string; expires: Date }> {
    const { namespace, name, uid } = account;
    const now = Math.floor(Date.now() / 1000);
    const expires = now + (spec.expirationSeconds ?? 3600);
    const bound = spec.boundObjectRef;
    const token = await new SignJWT({
      jti: randomUUID(),
      'kubernetes.io': {
        namespace,
        serviceaccount: { name, uid },
        ...(bound
          ? { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }
          : {}),
      },
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.keyId })
      .setIssuer(this.issuer)
      .setSubject(`${accountPrefix}${namespace}:${name}`)
      .setAudience(spec.audiences?.length ? spec.audiences : this.audiences)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(expires)
      .sign(this.privateKey);
    return { token, expires: new Date(expires * 1000) };
  }

  /**
   * The user of a token; undefined where it is unknown, expired, for another
   * audience, or of a ServiceAccount that is gone.
   */
  async user(
    token: string,
    audiences: string[] = this.audiences,
  ): Promise<User | undefined> {
    const known = this.opaque.get(token);
    if (known) return known;
    if (token.split('.').length !== 3) return undefined;
    const isValid = await jwtVerify(token, this.publicKey, {
      issuer: this.issuer,
      audience: audiences,
    }).then(
      () => true,
      () => false,
    );
    if (!isValid) return undefined;
    const claims = decodeJwt(token);
    const { namespace, serviceaccount } = claims['kubernetes.io'] as any;
    const account = this.store.get(
      '/serviceaccounts',
      namespace,
      serviceaccount.name,
    );
    if (account?.metadata.uid !== serviceaccount.uid) return undefined;
    const name = claims.sub!;
    return {
      name,
      uid: serviceaccount.uid,
      groups: [...accountGroups(name), 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`],
      },
    };
  }
}
