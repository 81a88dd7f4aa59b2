import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  meshVirtualMachineEnrolPermission,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import {
  renderVmBundle,
  vmHostsBlock,
  VmBundle,
  VmBundleInput,
  workloadEntryObject,
} from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import {
  ClusterConnection,
  ClusterRegistry,
  KubernetesObject,
} from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { MeshAuthorizer } from '../permissions';
import { Caller, refuseProgram } from '../requests/access/callers';
import { RequestReader } from '../requests/RequestReader';
import { BundleInput, readBundleInput } from './bundleInput';
import { ControlPlane, ControlPlaneFacts, mintToken } from './ControlPlane';
import { joinFactsOf, JoinFactsStore, refuseChangedFacts } from './JoinFacts';
import { ArchiveFile } from './tarGz';
import { applyEntry } from './applyEntry';
import { parametersOf } from './VmOnboardingKind';
import { VmParameters } from './vmParameters';

/** Audience that istiod accepts (TOKEN_AUDIENCES, default). */
const AUDIENCE = 'istio-ca';

/** A bundle that is ready to be sent. */
export interface MintedBundle {
  /** Name of the group: of the folder in the archive. */
  group: string;
  files: ArchiveFile[];
  /** For the audit log; nothing secret. */
  about: { cluster: string; namespace: string; group: string; expires: string };
}

/**
 * Makes bundles of approved requests: the token is minted at that moment and
 * goes into the answer, nowhere else.
 */
export class BundleService {
  readonly #reader: RequestReader;
  readonly #authorizer: MeshAuthorizer;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;
  readonly #facts: JoinFactsStore;

  constructor(options: {
    reader: RequestReader;
    authorizer: MeshAuthorizer;
    registry: ClusterRegistry;
    settings: ApplySettings;
    facts: JoinFactsStore;
  }) {
    this.#reader = options.reader;
    this.#authorizer = options.authorizer;
    this.#registry = options.registry;
    this.#settings = options.settings;
    this.#facts = options.facts;
  }

  async mint(id: string, body: unknown, caller: Caller): Promise<MintedBundle> {
    refuseProgram(caller, 'A bundle with a token');
    const request = await this.#reader.detail(id, caller.credentials, caller);
    const parameters = machinesOf(request);
    const { cluster, machines } = parameters;
    await this.#refuseWithoutPermission(cluster, machines.namespace, caller);
    const input = readBundleInput(body, machines.autoRegister !== false);
    refuseUnprepared(request);
    const connection = writableCluster(this.#registry, this.#settings, cluster);
    const facts = await this.#unchanged(id, connection, parameters);
    const bundle = await makeBundle(connection, parameters, input, facts);
    return {
      group: machines.name,
      files: filesOf(bundle.bundle, parameters),
      about: {
        cluster,
        namespace: machines.namespace,
        group: machines.name,
        expires: bundle.expires,
      },
    };
  }

  async #refuseWithoutPermission(
    cluster: string,
    namespace: string,
    caller: Caller,
  ): Promise<void> {
    const allows = await this.#authorizer.namespaceFilter(
      caller.credentials,
      meshVirtualMachineEnrolPermission,
    );
    if (!allows(this.#authorizer.namespaceResource(cluster, namespace))) {
      throw new NotAllowedError(
        `You may not have machines join in namespace ${namespace} of cluster ${cluster}; no token was made. Ask its owner, or an administrator for ${meshVirtualMachineEnrolPermission.name}`,
      );
    }
  }

  /** Reads group and control plane again and compares them with what was carried out. */
  async #unchanged(
    id: string,
    connection: ClusterConnection,
    { machines, istiodAddress }: VmParameters,
  ): Promise<{ plane: ControlPlaneFacts; group: KubernetesObject }> {
    const then = await this.#facts.find(id);
    const cluster = connection.details.name;
    const group = await findObject(
      connection,
      `/apis/networking.istio.io/v1/namespaces/${machines.namespace}/workloadgroups/${machines.name}`,
    ).catch(error => {
      throw toBackstageError(error, { cluster });
    });
    if (!group || !then) {
      throw new ConflictError(
        `The WorkloadGroup ${machines.namespace}/${machines.name} is not in cluster ${cluster}. No bundle was made: retry the request, or ask anew`,
      );
    }
    const plane = await new ControlPlane(connection).read(machines.namespace);
    refuseChangedFacts(then, joinFactsOf(group, plane, istiodAddress));
    return { plane, group };
  }
}

function machinesOf(request: MeshRequestDetail): VmParameters {
  if (request.kind !== 'vm-onboarding') {
    throw new InputError(
      `This request is not for virtual machines, so there is no bundle of it`,
    );
  }
  return parametersOf(request.plan);
}

function refuseUnprepared({ status, history }: MeshRequestDetail): void {
  const isPrepared =
    status === 'ready' ||
    (status === 'provisioning' && history.some(one => one.type === 'applied'));
  if (!isPrepared) {
    throw new ConflictError(
      status === 'requested'
        ? 'The request is not approved yet; the bundle can be had when it is'
        : `The request is ${status}, so there is no bundle of it; it can be had while the cluster is prepared for the machines`,
    );
  }
}

async function makeBundle(
  connection: ClusterConnection,
  { machines, istiodAddress }: VmParameters,
  input: BundleInput,
  { plane, group }: { plane: ControlPlaneFacts; group: KubernetesObject },
): Promise<{ bundle: VmBundle; expires: string }> {
  const autoRegister = machines.autoRegister !== false;
  const of: Omit<VmBundleInput, 'token'> = {
    group: group as VmBundleInput['group'],
    meshConfig: plane.meshConfig,
    rootCert: plane.rootCert ?? '',
    istioNamespace: plane.namespace,
    revision: plane.revision,
    clusterID: plane.clusterId,
    ingressIP: istiodAddress ?? plane.gatewayAddress,
    internalIP: input.internalIP,
    externalIP: input.externalIP,
    captureDNS: input.captureDNS,
    autoRegister,
    workloadEntry: input.machine?.name,
  };
  if (!plane.rootCert) {
    throw new ConflictError(
      `There is no ConfigMap istio-ca-root-cert in namespace ${machines.namespace}, so a machine could not trust istiod; no token was made`,
    );
  }
  // Only what makes a bundle is worth an entry and a token.
  renderVmBundle({ ...of, token: '' });
  if (input.machine) {
    await applyEntry(connection, workloadEntryObject(machines, input.machine));
  }
  const { token, expires } = await mintToken(
    connection,
    {
      namespace: machines.namespace,
      serviceAccount: machines.serviceAccount ?? machines.name,
      audience: AUDIENCE,
    },
    input.tokenSeconds ?? 3600,
  );
  return { bundle: renderVmBundle({ ...of, token }), expires };
}

function filesOf(
  { files }: VmBundle,
  { machines }: VmParameters,
): ArchiveFile[] {
  const block = vmHostsBlock(machines);
  return [
    ...Object.entries(files).map(([name, text]) => ({
      name,
      text,
      mode: name === 'istio-token' ? 0o600 : 0o644,
    })),
    ...(block ? [{ name: 'etc-hosts-block', text: block, mode: 0o644 }] : []),
  ];
}
