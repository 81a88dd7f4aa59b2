import { randomUUID } from 'crypto';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  EnrolmentCode,
  EnrolmentCodes,
  MadeEnrolmentCode,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { Inventory } from '../../inventory';
import { Caller, refuseProgram } from '../../requests/access/callers';
import { RequestReader } from '../../requests/RequestReader';
import { EnrolmentCall, enrolmentForms } from '../forms';
import { JoinFactsStore } from '../JoinFacts';
import { MachinePermissions } from '../MachinePermissions';
import { machinesOf, wasReady, whyNotPrepared } from '../preparedRequest';
import { VmParameters } from '../vmParameters';
import { readCodeInput } from './codeInput';
import { hashOfCode, randomCode } from './enrolmentCode';
import { enrolmentLine } from './enrolmentLine';
import { EnrolmentSettings, whyNotReachable } from './enrolmentSettings';
import { EnrolmentStore } from './EnrolmentStore';
import { machineVersion } from './machineVersion';

/** Makes codes for people who may have machines join, shows and revokes them. */
export class CodeService {
  readonly #reader: RequestReader;
  readonly #permissions: MachinePermissions;
  readonly #store: EnrolmentStore;
  readonly #facts: Pick<JoinFactsStore, 'find'>;
  readonly #inventory: Pick<Inventory, 'cluster'>;
  readonly #settings: EnrolmentSettings;
  readonly #now: () => number;

  constructor(options: {
    reader: RequestReader;
    permissions: MachinePermissions;
    store: EnrolmentStore;
    facts: Pick<JoinFactsStore, 'find'>;
    inventory: Pick<Inventory, 'cluster'>;
    settings: EnrolmentSettings;
    now: () => number;
  }) {
    this.#reader = options.reader;
    this.#permissions = options.permissions;
    this.#store = options.store;
    this.#facts = options.facts;
    this.#inventory = options.inventory;
    this.#settings = options.settings;
    this.#now = options.now;
  }

  /**
   * Makes a code; it is in the answer and nowhere else.
   *
   * @param note - for the audit log; nothing secret
   */
  async make(
    id: string,
    body: unknown,
    caller: Caller,
    note: (meta: JsonObject) => void,
  ): Promise<MadeEnrolmentCode> {
    refuseProgram(caller, 'A code for a machine');
    const { request, parameters } = await this.#open(id, caller);
    const reEnrolment = wasReady(request);
    await this.#permissions.refuse(
      'enrol',
      { parameters, reEnrolment },
      caller.credentials,
    );
    const { machines } = parameters;
    const input = readCodeInput(
      body,
      machines.autoRegister !== false,
      this.#settings,
    );
    const why = whyNotPrepared(request) ?? whyNotReachable(this.#settings);
    if (why) {
      throw new ConflictError(why);
    }
    const code = randomCode();
    const madeAt = this.#now();
    const expiresAt = madeAt + input.minutes * 60_000;
    const kept = {
      id: randomUUID(),
      requestId: id,
      codeHash: hashOfCode(code),
      form: input.form,
      madeBy: caller.userRef,
      madeAt,
      expiresAt,
      ...(input.cidr ? { cidr: input.cidr } : {}),
      uses: input.uses,
      input: input.bundle,
    };
    await this.#store.keep(kept);
    const expires = new Date(expiresAt).toISOString();
    note({
      codeId: kept.id,
      form: input.form,
      uses: input.uses,
      expires,
      reEnrolment,
    });
    const line = this.#line(id);
    return {
      id: kept.id,
      code,
      expiresAt: expires,
      line: enrolmentLine(line, reEnrolment ? ['--again'] : []),
      ...(input.form === 'line'
        ? {}
        : {
            forms: {
              [input.form]: enrolmentForms({ form: input.form, line, code }),
            } as MadeEnrolmentCode['forms'],
          }),
    };
  }

  /** The codes without the codes themselves, and what the caller may do. */
  async list(id: string, caller: Caller): Promise<EnrolmentCodes> {
    const { request, parameters } = await this.#open(id, caller);
    const reEnrolment = wasReady(request);
    const ask = { parameters, reEnrolment };
    const [items, download, enrol, revoke, facts] = await Promise.all([
      this.#store.list(id, this.#now()),
      this.#permissions.whyNot('download', ask, caller.credentials),
      this.#permissions.whyNot('enrol', ask, caller.credentials),
      this.#permissions.mayRevoke(parameters, caller.credentials),
      this.#facts.find(id),
    ]);
    const notNow = whyNotPrepared(request);
    const version =
      facts &&
      machineVersion(this.#inventory, {
        cluster: parameters.cluster,
        revision: facts.revision,
      });
    const packages = this.#settings.packages
      .filter(one => one.version === version)
      .map(({ format, arch }) => ({ format, arch }));
    const unreachable = whyNotReachable(this.#settings);
    return {
      items,
      may: { download: !download, enrol: !enrol, revoke },
      why: {
        ...(download ? { download } : {}),
        ...(enrol ? { enrol } : {}),
      },
      missing: [
        ...(unreachable ? [unreachable] : []),
        ...(version && !packages.length
          ? [
              `No package is pinned for Istio ${version}: an administrator has to add one to mesh.virtualMachines.packages.`,
            ]
          : []),
      ],
      ...(notNow ? { notNow: `${notNow}.` } : {}),
      reEnrolment,
      machineNeeded: parameters.machines.autoRegister === false,
      minutes: this.#settings.minutes,
      ...(this.#settings.standing ? { standing: this.#settings.standing } : {}),
      ...(version ? { version } : {}),
      packages,
    };
  }

  /** Ends a code's life; doing it again changes nothing. */
  async revoke(
    id: string,
    codeId: string,
    caller: Caller,
  ): Promise<EnrolmentCode> {
    const { parameters } = await this.#open(id, caller);
    const find = async () =>
      (await this.#store.list(id, this.#now())).find(one => one.id === codeId);
    const code = await find();
    if (!code) {
      throw new NotFoundError('id: this request has no such code');
    }
    if (
      code.madeBy !== caller.userRef &&
      !(await this.#permissions.mayRevoke(parameters, caller.credentials))
    ) {
      throw new NotAllowedError(
        `You may not revoke codes of others in namespace ${parameters.machines.namespace} of cluster ${parameters.cluster}; ask its owner, or an administrator for mesh.virtualMachine.enrol`,
      );
    }
    const now = this.#now();
    await this.#store.revoke({ requestId: id, codeId }, caller.userRef, now);
    return (await find()) ?? code;
  }

  async #open(
    id: string,
    caller: Caller,
  ): Promise<{ request: MeshRequestDetail; parameters: VmParameters }> {
    const request = await this.#reader.detail(id, caller.credentials, caller);
    return { request, parameters: machinesOf(request) };
  }

  #line(request: string): EnrolmentCall {
    const { portal = '', caFile, allowHttp } = this.#settings;
    return { portal, request, allowHttp, ...(caFile ? { caFile } : {}) };
  }
}
