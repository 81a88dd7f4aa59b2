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

/** Issuer and claims of tokens in Secrets, which have no end (pkg/serviceaccount/legacy.go). */
const legacyIssuer = 'kubernetes/serviceaccount';
const legacyClaim = 'kubernetes.io/serviceaccount/';

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

/** What a ServiceAccount's token names. */
interface AccountClaims {
  namespace: string;
  serviceaccount: { name: string; uid: string };
  secret?: { name: string; uid?: string };
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function legacyAccount(payload: Record<string, unknown>): AccountClaims {
  const claim = (name: string) => String(payload[`${legacyClaim}${name}`]);
  return {
    namespace: claim('namespace'),
    serviceaccount: {
      name: claim('service-account.name'),
      uid: claim('service-account.uid'),
    },
    secret: { name: claim('secret.name') },
  };
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

  /** Signs the token of a Secret of type `kubernetes.io/service-account-token`. */
  async signLegacy(
    account: { namespace: string; name: string; uid: string },
    secret: string,
  ): Promise<string> {
    return new SignJWT({
      [`${legacyClaim}namespace`]: account.namespace,
      [`${legacyClaim}secret.name`]: secret,
      [`${legacyClaim}service-account.name`]: account.name,
      [`${legacyClaim}service-account.uid`]: account.uid,
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.keyId })
      .setIssuer(legacyIssuer)
      .setSubject(`${accountPrefix}${account.namespace}:${account.name}`)
      .sign(this.privateKey);
  }

  /**
   * The user of a token; undefined where it is unknown, expired, for another
   * audience, of a ServiceAccount that is gone, or of or bound to a Secret that
   * is gone.
   */
  async user(
    token: string,
    audiences: string[] = this.audiences,
  ): Promise<User | undefined> {
    const known = this.opaque.get(token);
    if (known) return known;
    if (token.split('.').length !== 3) return undefined;
    const claims = await this.claimsOf(token, audiences);
    if (!claims) return undefined;
    const { namespace, serviceaccount, secret } = claims.object;
    const account = this.store.get(
      '/serviceaccounts',
      namespace,
      serviceaccount.name,
    );
    if (account?.metadata.uid !== serviceaccount.uid) return undefined;
    if (secret && !this.isThere(namespace, secret, token)) return undefined;
    const name = `${accountPrefix}${namespace}:${serviceaccount.name}`;
    return {
      name,
      uid: serviceaccount.uid,
      groups: [...accountGroups(name), 'system:authenticated'],
      ...(claims.id
        ? {
            extra: {
              'authentication.kubernetes.io/credential-id': [
                `JTI=${claims.id}`,
              ],
            },
          }
        : {}),
    };
  }

  /** What a token says, where it is one of this cluster's and good now. */
  private async claimsOf(
    token: string,
    audiences: string[],
  ): Promise<{ object: AccountClaims; id?: string } | undefined> {
    const isLegacy = issuerOf(token) === legacyIssuer;
    try {
      const { payload } = await jwtVerify(token, this.publicKey, {
        issuer: isLegacy ? legacyIssuer : this.issuer,
        ...(isLegacy ? {} : { audience: audiences }),
      });
      return isLegacy
        ? { object: legacyAccount(payload) }
        : {
            object: payload['kubernetes.io'] as AccountClaims,
            id: payload.jti,
          };
    } catch {
      // Whatever is wrong with it, it is nobody's.
      return undefined;
    }
  }

  /** Whether the Secret of a token is there: by UID if bound, by content if it holds it. */
  private isThere(
    namespace: string,
    { name, uid }: { name: string; uid?: string },
    token: string,
  ): boolean {
    const secret = this.store.get('/secrets', namespace, name);
    return uid === undefined
      ? secret?.data?.token === Buffer.from(token).toString('base64')
      : secret?.metadata.uid === uid;
  }
}
