import { ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isInBlock } from '@meshport/istio';
import { Inventory } from '../../inventory';
import { RequestRecords } from '../../requests/RequestRecords';
import { StoredRequest } from '../../requests/store';
import { BundleMaker, PreparedBundle } from '../BundleMaker';
import { bundleFiles } from '../BundleService';
import { machinesOf, wasReady, whyNotPrepared } from '../preparedRequest';
import { ArchiveFile } from '../tarGz';
import { hashOfCode } from './enrolmentCode';
import { enrolmentFile } from './enrolmentFile';
import { EnrolmentSettings, PinnedPackage } from './enrolmentSettings';
import { EnrolmentStore, stateOf, StoredCode } from './EnrolmentStore';
import { machineVersion } from './machineVersion';
import { RedeemInput } from './redeemInput';
import { RedeemTries } from './RedeemTries';
import { CodeRefusedError, TooManyTriesError } from './refusals';

/** Gives bundles to machines that redeem a code. It knows no person. */
export class RedeemService {
  readonly #store: EnrolmentStore;
  readonly #tries: RedeemTries;
  readonly #records: RequestRecords;
  readonly #maker: BundleMaker;
  readonly #inventory: Pick<Inventory, 'cluster'>;
  readonly #settings: EnrolmentSettings;
  readonly #now: () => number;

  constructor(options: {
    store: EnrolmentStore;
    tries: RedeemTries;
    records: RequestRecords;
    maker: BundleMaker;
    inventory: Pick<Inventory, 'cluster'>;
    settings: EnrolmentSettings;
    now: () => number;
  }) {
    this.#store = options.store;
    this.#tries = options.tries;
    this.#records = options.records;
    this.#maker = options.maker;
    this.#inventory = options.inventory;
    this.#settings = options.settings;
    this.#now = options.now;
  }

  /**
   * @param source - the address that the call came from
   * @param note - for the audit log; nothing secret
   * @returns the files of the archive that is sent
   */
  async redeem(
    input: RedeemInput,
    source: string,
    note: (meta: JsonObject) => void,
  ): Promise<ArchiveFile[]> {
    const codeHash = hashOfCode(input.code);
    const code = await this.#verify(input, source, codeHash);
    const request = await this.#records.find(code.requestId);
    if (!request || whyNotPrepared(request)) {
      throw new CodeRefusedError();
    }
    const { hostname } = input;
    note({
      requestId: request.id,
      codeId: code.id,
      hostname,
      reEnrolment: wasReady(request),
    });
    const parameters = machinesOf(request);
    const prepared = await this.#maker.prepare(
      request.id,
      parameters,
      code.input,
    );
    const pin = this.#pinned(parameters.cluster, prepared, input);
    const about = enrolmentFile({
      REQUEST: request.id,
      GROUP: parameters.machines.name,
      NAMESPACE: parameters.machines.namespace,
      CLUSTER: parameters.cluster,
      SERVICE_ACCOUNT: prepared.serviceAccount,
      ENTRY: code.input.machine?.name ?? '',
      ISTIO_VERSION: pin.version,
      PACKAGE_URL: pin.url,
      PACKAGE_SHA256: pin.sha256,
      PACKAGE_FORMAT: pin.format,
      PACKAGE_ARCH: pin.arch,
      HEALTH: parameters.machines.probe ? 'yes' : 'no',
      CAPTURE: parameters.machines.withoutCapture ? 'none' : 'iptables',
    });
    const files = await this.#give(code, request, prepared, input, source);
    await this.#tries.takeBack({ codeHash });
    return [...files, { name: 'enrolment', text: about, mode: 0o644 }];
  }

  /**
   * The code, when it may be redeemed from there for that request; else one and
   * the same error after the same questions to the database.
   */
  async #verify(
    { request }: RedeemInput,
    source: string,
    codeHash: string,
  ): Promise<StoredCode> {
    const now = this.#now();
    const { perSource, perCode } = this.#settings.tries;
    const bySource = await this.#tries.begin({ source }, now);
    if (bySource.tries > perSource) {
      throw new TooManyTriesError(bySource.retryAfter);
    }
    const byCode = await this.#tries.begin({ codeHash }, now);
    const code = await this.#store.findByHash(codeHash);
    // A code for a group of machines is sent by all of them at once.
    if (byCode.tries > Math.max(perCode, code?.uses ?? 0)) {
      throw new TooManyTriesError(byCode.retryAfter);
    }
    if (
      !code ||
      code.requestId !== request ||
      stateOf(code, now) !== 'open' ||
      !(code.cidr === undefined || isInBlock(source, code.cidr))
    ) {
      throw new CodeRefusedError();
    }
    await this.#tries.takeBack({ source });
    return code;
  }

  #pinned(
    cluster: string,
    { facts: { revision } }: PreparedBundle,
    { format, arch }: RedeemInput,
  ): PinnedPackage {
    const version = machineVersion(this.#inventory, { cluster, revision });
    if (!version) {
      throw new ConflictError(
        `Istio's version in cluster ${cluster} is not known now, so no package can be chosen; try again, or tell an administrator of the portal. The code is not used up`,
      );
    }
    const pin = this.#settings.packages.find(
      one =>
        one.version === version && one.format === format && one.arch === arch,
    );
    if (!pin) {
      throw new ConflictError(
        `There is no package for Istio ${version}, ${format}, ${arch}: an administrator of the portal has to pin one in mesh.virtualMachines.packages. The code is not used up`,
      );
    }
    return pin;
  }

  /**
   * The use is taken before the token is made, by one conditional update; where
   * nothing is made of it, it is given back by another. When the backend ends
   * in between, the use stays spent: rather no bundle than two.
   */
  async #give(
    code: StoredCode,
    request: StoredRequest,
    prepared: PreparedBundle,
    input: RedeemInput,
    source: string,
  ): Promise<ArchiveFile[]> {
    const { hostname, address, format, arch } = input;
    const redemption = await this.#store.take(
      code.id,
      { source, hostname, address, format, arch },
      this.#now(),
    );
    if (!redemption) {
      throw new CodeRefusedError();
    }
    try {
      const bundle = await prepared.mint({
        via: 'code',
        by: code.madeBy,
        hostname,
        address,
      });
      await this.#records.note(request.id, {
        type: 'redeemed',
        actor: { type: 'system' },
        reason: `${hostname} (${address}, ${format}, ${arch}), calling from ${source}, redeemed the code that ${code.madeBy} made.`,
      });
      await this.#store.give(redemption);
      return [
        ...bundleFiles(bundle),
        { name: 'hosts-block', text: bundle.hostsBlock, mode: 0o644 },
      ];
    } catch (error) {
      await this.#store.giveBack(redemption);
      throw error;
    }
  }
}
