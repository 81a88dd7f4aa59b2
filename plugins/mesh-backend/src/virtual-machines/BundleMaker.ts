import { ConflictError } from '@backstage/errors';
import {
  machineServiceAccountObject,
  machineServiceAccountOf,
  renderVmBundle,
  vmHostsBlock,
  vmHttpProxySettings,
  VmBundle,
  VmBundleInput,
  VmOnboardingInput,
  workloadEntryObject,
} from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { RequestRecords } from '../requests/RequestRecords';
import { applyMachineObject } from './applyMachineObject';
import { BundleInput } from './bundleInput';
import { ControlPlane, ControlPlaneFacts, mintToken } from './ControlPlane';
import {
  changedFacts,
  JoinFacts,
  joinFactsOf,
  JoinFactsStore,
} from './JoinFacts';
import { Handout, handoutOf } from './progress/Handout';
import { HandoutStore } from './progress/HandoutStore';
import { VmParameters } from './vmParameters';

/** Audience that istiod takes unless it is told another (TOKEN_AUDIENCES). */
const DEFAULT_AUDIENCE = 'istio-ca';
const DEFAULT_TOKEN_SECONDS = 3600;

/** Who is given a bundle; nothing secret. */
export type Recipient = Pick<Handout, 'via' | 'by' | 'hostname' | 'address'>;

/** What goes onto a machine. */
export interface MadeBundle {
  files: VmBundle['files'];
  /** Managed block of `/etc/hosts`; empty where there is none. */
  hostsBlock: string;
  /** Settings of programs that use the machine's HTTP proxy; empty where there are none. */
  httpProxy: string;
  /** When the token ends (ISO 8601). */
  expires: string;
}

/** A bundle of which all is known but the token. */
export interface PreparedBundle {
  facts: JoinFacts;
  serviceAccount: string;
  /** Makes the machine's own objects and the token; the token is in the answer and nowhere else. */
  mint(recipient: Recipient): Promise<MadeBundle>;
}

/** Makes bundles of requests whose cluster is prepared. */
export class BundleMaker {
  readonly #records: RequestRecords;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #facts: JoinFactsStore;
  readonly #handouts: HandoutStore;

  constructor(options: {
    records: RequestRecords;
    registry: ClusterRegistry;
    settings: ApplySettings;
    facts: JoinFactsStore;
    handouts: HandoutStore;
  }) {
    this.#records = options.records;
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#facts = options.facts;
    this.#handouts = options.handouts;
  }

  /**
   * Reads group and control plane again. When they are not as they were when
   * the request was carried out, it goes back to its approvers, and
   * `ConflictError` says so.
   */
  async prepare(
    requestId: string,
    parameters: VmParameters,
    input: BundleInput,
  ): Promise<PreparedBundle> {
    const { cluster, machines, istiodAddress } = parameters;
    const connection = writableCluster(this.#registry, this.#settings, cluster);
    const plane = await new ControlPlane(connection).read(
      machines.namespace,
      machines.revision,
    );
    const group = await findObject(
      connection,
      `/apis/networking.istio.io/v1/namespaces/${machines.namespace}/workloadgroups/${machines.name}`,
    ).catch(error => {
      throw toBackstageError(error, { cluster });
    });
    const then = await this.#facts.find(requestId);
    if (!group || !then) {
      return this.#sendBack(
        requestId,
        `the WorkloadGroup ${machines.namespace}/${machines.name} is not in cluster ${cluster}`,
      );
    }
    const facts = joinFactsOf(group, plane, istiodAddress);
    const changed = changedFacts(then, facts);
    if (changed) {
      return this.#sendBack(requestId, changed);
    }
    const serviceAccount = accountOf(machines, input);
    const template = bundleOf(parameters, input, {
      plane,
      group: group as VmBundleInput['group'],
    });
    // Only what makes a bundle is worth an entry and a token.
    renderVmBundle({ ...template, token: '' });
    return {
      facts,
      serviceAccount,
      mint: recipient =>
        this.#mint(
          requestId,
          { connection, machines, input, template, plane, facts },
          recipient,
        ),
    };
  }

  async #sendBack(requestId: string, changed: string): Promise<never> {
    await this.#records.sendBack(requestId, {
      cause: `Since it was carried out, ${changed}.`,
      mend: 'Look at what holds now; when it is as it should be, approve it again, or retry it where no approval is needed.',
    });
    throw new ConflictError(
      `Since the request was carried out, ${changed}. No bundle was made, and the request has gone back to be looked at again: see its page`,
    );
  }

  async #mint(
    requestId: string,
    of: {
      connection: ClusterConnection;
      machines: VmOnboardingInput;
      input: BundleInput;
      template: Omit<VmBundleInput, 'token'>;
      plane: ControlPlaneFacts;
      facts: JoinFacts;
    },
    recipient: Recipient,
  ): Promise<MadeBundle> {
    const { connection, machines, input } = of;
    if (input.machine) {
      const { name } = input.machine;
      const account = machineServiceAccountObject(machines, name);
      if (account) {
        await applyMachineObject(connection, account);
      }
      await applyMachineObject(
        connection,
        workloadEntryObject(machines, input.machine),
      );
    }
    const { token, expires } = await mintToken(
      connection,
      {
        namespace: machines.namespace,
        serviceAccount: accountOf(machines, input),
        audience: connection.details.tokenAudience || DEFAULT_AUDIENCE,
      },
      input.tokenSeconds ?? DEFAULT_TOKEN_SECONDS,
    );
    await this.#handouts.keep(
      requestId,
      handoutOf(
        {
          at: Date.now(),
          address: input.internalIP ?? input.externalIP,
          ...recipient,
          ...(input.machine ? { machineName: input.machine.name } : {}),
          tokenExpires: expires,
          facts: of.facts,
        },
        of,
      ),
    );
    return {
      files: renderVmBundle({ ...of.template, token }).files,
      hostsBlock: vmHostsBlock(machines),
      httpProxy: vmHttpProxySettings(machines),
      expires,
    };
  }
}

function accountOf(machines: VmOnboardingInput, { machine }: BundleInput) {
  return machineServiceAccountOf(machines, machine?.name ?? '');
}

function bundleOf(
  { machines, istiodAddress }: VmParameters,
  input: BundleInput,
  { plane, group }: { plane: ControlPlaneFacts; group: VmBundleInput['group'] },
): Omit<VmBundleInput, 'token'> {
  if (!plane.rootCert) {
    throw new ConflictError(
      `There is no ConfigMap istio-ca-root-cert in namespace ${machines.namespace}, so a machine could not trust istiod; no token was made`,
    );
  }
  return {
    group,
    meshConfig: plane.meshConfig,
    rootCert: plane.rootCert,
    istioNamespace: plane.namespace,
    revision: plane.revision,
    clusterID: plane.clusterId,
    ingressIP: istiodAddress ?? plane.gatewayAddress,
    internalIP: input.internalIP,
    externalIP: input.externalIP,
    captureDNS: input.captureDNS,
    autoRegister: machines.autoRegister !== false,
    workloadEntry: input.machine?.name,
    uncapturedPorts: machines.excludedPorts?.inbound,
    ...(machines.identity === 'machine'
      ? { serviceAccount: accountOf(machines, input) }
      : {}),
  };
}
