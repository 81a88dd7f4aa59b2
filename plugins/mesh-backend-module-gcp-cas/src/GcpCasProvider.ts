import { InputError } from '@backstage/errors';
import {
  CaDescription,
  CaProvider,
  CaRevocationList,
  FoundIntermediate,
  IntermediateRequest,
  IssuedIntermediate,
} from '@meshport/backstage-plugin-mesh-node';
import { describeAuthority } from './describeAuthority';
import { findCertificates } from './findCertificates';
import { GcpSettings } from './gcpSettings';
import { issueCertificate } from './issueCertificate';
import { PrivateCaClient } from './PrivateCaClient';
import { readAuthority } from './readAuthority';
import { collectRevocationLists } from './revocationLists';
import { revokeCertificate } from './revokeCertificate';

/** How long the service remembers a request ID: at least an hour. */
const REMEMBERS_SECONDS = 3600;

/** One authority of a pool of Google's Certificate Authority Service. */
export class GcpCasProvider implements CaProvider {
  readonly remembersSeconds = REMEMBERS_SECONDS;
  readonly #settings: GcpSettings;
  readonly #client: PrivateCaClient;
  readonly #name: string;

  constructor(settings: GcpSettings, client: PrivateCaClient) {
    this.#settings = settings;
    this.#client = client;
    this.#name = `${settings.pool}/certificateAuthorities/${settings.authority}`;
  }

  describe({ signal }: { signal: AbortSignal }): Promise<CaDescription> {
    return describeAuthority(this.#client, this.#settings, signal);
  }

  issueIntermediate(request: IntermediateRequest): Promise<IssuedIntermediate> {
    return issueCertificate(this.#client, this.#settings, request);
  }

  async find(options: {
    publicKey: string;
    since: string;
    signal: AbortSignal;
  }): Promise<FoundIntermediate[] | undefined> {
    const { tier } = await readAuthority(
      this.#client,
      this.#name,
      options.signal,
    );
    return tier === 'DEVOPS'
      ? undefined
      : findCertificates(this.#client, this.#settings.pool, options);
  }

  async revoke(options: {
    reference: string;
    reason: 'superseded' | 'keyCompromise' | 'cessationOfOperation';
    signal: AbortSignal;
  }): Promise<void> {
    const { pool } = this.#settings;
    if (!options.reference.startsWith(`${pool}/certificates/`)) {
      throw new InputError(
        `${options.reference} is no certificate of ${pool}: revoke it with the authority that issued it`,
      );
    }
    await revokeCertificate(this.#client, pool, options);
  }

  revocationLists({
    signal,
  }: {
    signal: AbortSignal;
  }): Promise<CaRevocationList[]> {
    return collectRevocationLists(this.#client, this.#name, signal);
  }
}
