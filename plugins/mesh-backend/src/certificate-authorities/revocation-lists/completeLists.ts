import { InputError } from '@backstage/errors';
import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import {
  BundleFinding,
  checkRevocationLists,
  readRevocationLists,
} from '@meshport/certificates';

/** An intermediate with those above it. */
export interface ListedChain {
  /** PEM of the intermediate. */
  certificate: string;
  /** From its issuer up to the root, each in PEM. */
  chain: readonly string[];
}

/**
 * Lists as the authorities publish them now, each in PEM.
 *
 * @throws `InputError` where the provider has none, and what it throws
 */
export async function fetchLists({
  provider,
  signal,
}: {
  provider: Pick<CaProvider, 'revocationLists'>;
  signal: AbortSignal;
}): Promise<string[]> {
  if (!provider.revocationLists) {
    throw new InputError(
      'revocationLists: the provider of this authority publishes none; switch them off in mesh.certificateAuthorities',
    );
  }
  const lists = await provider.revocationLists({ signal });
  return lists.flatMap(({ crl }) =>
    readRevocationLists(crl).map(({ pem }) => pem),
  );
}

/**
 * The content of `ca-crl.pem`. Envoy refuses every call when a list is missing
 * or has run out, so an incomplete set is never given.
 *
 * @param lists - our own and one of each authority up to and including the root
 * @throws `InputError` that says what is missing, expired, forged or scoped
 */
export function completeLists(
  of: ListedChain,
  lists: readonly string[],
  now: Date,
): string {
  const crl = uniqueOf(lists).join('');
  const [wrong] = wrongLists(of, crl, now);
  if (wrong) {
    throw new InputError(`revocationLists: ${wrong.text} ${wrong.mend}`);
  }
  return crl;
}

/** What keeps these lists from being written. */
export function wrongLists(
  { certificate, chain }: ListedChain,
  crl: string,
  now: Date,
): BundleFinding[] {
  const root = chain.at(-1) ?? certificate;
  return checkRevocationLists(
    {
      certificate,
      // With the root, which signs a list, too.
      chain: [certificate, ...chain].join('\n'),
      root,
      crl,
    },
    { now },
  ).filter(({ severity }) => severity === 'error');
}

function uniqueOf(lists: readonly string[]): string[] {
  return [
    ...new Map(
      lists
        .flatMap(pem => readRevocationLists(pem))
        .map(({ fingerprint, pem }) => [fingerprint, pem]),
    ).values(),
  ];
}
