import { ConflictError } from '@backstage/errors';
import { VM_BUNDLE_FILES } from '@meshport/istio';
import { actorOf, Caller, refuseProgram } from '../requests/access/callers';
import { RequestReader } from '../requests/RequestReader';
import { RequestRecords } from '../requests/RequestRecords';
import { readBundleInput } from './bundleInput';
import { BundleMaker, MadeBundle } from './BundleMaker';
import { MachinePermissions } from './MachinePermissions';
import { machinesOf, wasReady, whyNotPrepared } from './preparedRequest';
import { ArchiveFile } from './tarGz';

/** A bundle that is ready to be sent. */
export interface MintedBundle {
  /** Name of the group: of the folder in the archive. */
  group: string;
  files: ArchiveFile[];
  /** For the audit log; nothing secret. */
  about: {
    cluster: string;
    namespace: string;
    group: string;
    expires: string;
    /** A bundle of the request was given away before. */
    again: boolean;
    /** A machine of it was ready before. */
    reEnrolment: boolean;
  };
}

/** Gives bundles of approved requests to people who may download them. */
export class BundleService {
  readonly #reader: RequestReader;
  readonly #records: RequestRecords;
  readonly #permissions: MachinePermissions;
  readonly #maker: BundleMaker;

  constructor(options: {
    reader: RequestReader;
    records: RequestRecords;
    permissions: MachinePermissions;
    maker: BundleMaker;
  }) {
    this.#reader = options.reader;
    this.#records = options.records;
    this.#permissions = options.permissions;
    this.#maker = options.maker;
  }

  async mint(id: string, body: unknown, caller: Caller): Promise<MintedBundle> {
    refuseProgram(caller, 'A bundle with a token');
    const request = await this.#reader.detail(id, caller.credentials, caller);
    const parameters = machinesOf(request);
    const { cluster, machines } = parameters;
    const reEnrolment = wasReady(request);
    await this.#permissions.refuse(
      'download',
      { parameters, reEnrolment },
      caller.credentials,
    );
    const input = readBundleInput(body, machines.autoRegister !== false);
    const why = whyNotPrepared(request);
    if (why) {
      throw new ConflictError(why);
    }
    const prepared = await this.#maker.prepare(id, parameters, input);
    const bundle = await prepared.mint({
      via: 'download',
      by: caller.userRef,
    });
    const again = request.history.some(({ type }) =>
      ['downloaded', 'redeemed'].includes(type),
    );
    // What is not in the history is not given away.
    await this.#records.note(id, {
      type: 'downloaded',
      actor: actorOf(caller),
      reason: `${caller.userRef} downloaded a bundle; its token lives until ${bundle.expires}.`,
    });
    return {
      group: machines.name,
      files: filesOf(bundle),
      about: {
        cluster,
        namespace: machines.namespace,
        group: machines.name,
        expires: bundle.expires,
        again,
        reEnrolment,
      },
    };
  }
}

/** The files of a bundle in the order of `istioctl`, the token for its owner alone. */
export function bundleFiles({ files }: Pick<MadeBundle, 'files'>) {
  return VM_BUNDLE_FILES.map(name => ({
    name,
    text: files[name],
    mode: name === 'istio-token' ? 0o600 : 0o644,
  }));
}

function filesOf(bundle: MadeBundle): ArchiveFile[] {
  const { hostsBlock, httpProxy } = bundle;
  const more = { 'etc-hosts-block': hostsBlock, 'http-proxy': httpProxy };
  return [
    ...bundleFiles(bundle),
    ...Object.entries(more).flatMap(([name, text]) =>
      text ? [{ name, text, mode: 0o644 }] : [],
    ),
  ];
}
