import { NotFoundError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  FIELD_MANAGER,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import {
  CONTROL_PLANE,
  planeInputFindings,
  planePatchLine,
  planePlaceOf,
  PLANE_WORKLOADS,
  renderTetratePlane,
  TetratePlaneInput,
} from '@meshport/istio';
import { findObject } from '../clusters/findObject';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { toBackstageError } from '../manifests/clusterErrors';
import { isOurs } from '../manifests/owners';
import { ApplySettings } from '../manifests/settings';
import { writableCluster } from '../manifests/writableCluster';
import { NameLookup } from './EndpointNames';
import { PlaneLook } from './PlaneLook';
import {
  PlaneParameters,
  PLANE_SCHEMA,
  readPlaneParameters,
} from './tetrateParameters';

/** What the kinds of Tetrate's onboarding are made with. */
export interface TetrateKindOptions {
  registry: ClusterRegistry;
  settings: ApplySettings;
  names: NameLookup;
}

/** Tetrate's onboarding of machines on one cluster, asked for. */
export class TetratePlaneKind implements RequestKind {
  readonly name = 'tetrate-onboarding-plane';
  readonly title = 'Tetrate onboarding plane';
  readonly schema = PLANE_SCHEMA;
  readonly renderer = { name: '@meshport/istio/tetrate', version: '1' };
  // A part of a ControlPlane in Git would be taken for the whole of it.
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  // It says whose word is taken for who a machine is.
  readonly withoutPolicy = 'approval' as const;
  readonly #options: TetrateKindOptions;

  constructor(options: TetrateKindOptions) {
    this.#options = options;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, plane } = readPlaneParameters(parameters);
    const { name, namespace } = planePlaceOf(plane);
    const issuers = plane.issuers ?? [];
    return {
      title: `Tetrate onboarding of machines at ${plane.hosts[0]}`,
      subject: `${cluster}/${namespace}/${name}`,
      targets: [{ cluster, namespace }],
      parameters: { cluster, plane: plane as unknown as JsonObject },
      objects: renderTetratePlane(plane).map(manifest => ({
        cluster,
        manifest: manifest as unknown as Record<string, unknown>,
      })),
      statements: [
        `Only the onboarding section of ControlPlane ${namespace}/${name} is changed; by hand it is: ${planePatchLine(
          plane,
        )}`,
        ...issuers.map(
          ({ issuer, shortName }) =>
            `Who ${issuer} (${shortName}) says a machine is, it is taken for. Policies decide what it may join.`,
        ),
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { cluster, plane } = planeOf(plan);
    const connection = writableCluster(
      this.#options.registry,
      this.#options.settings,
      cluster,
    );
    const { name, namespace } = planePlaceOf(plane);
    const look = new PlaneLook(connection, this.#options.names);
    if (!(await look.plane(namespace, name))) {
      throw new NotFoundError(
        `plane.name: there is no ControlPlane ${namespace}/${name} in cluster ${cluster}: install Tetrate's control plane first, or give its name and namespace`,
      );
    }
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { cluster, plane } = planeOf(plan);
    const { namespace } = planePlaceOf(plane);
    const look = new PlaneLook(
      this.#options.registry.get(cluster),
      this.#options.names,
    );
    const { findings } = await look.findings(
      {
        namespace,
        hosts: plane.hosts,
        custom: plane.customGateway !== undefined,
        secret: plane.certificate.secretName,
        renewed: plane.certificate.issuer !== undefined,
      },
      new Date(),
    );
    return [...planeInputFindings(plane), ...findings];
  }

  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  }

  /** Ready once what it runs is available and, where cert-manager keeps it, the certificate is there. */
  async observe({ plan }: RequestWork): Promise<RequestObservation> {
    const { cluster, plane } = planeOf(plan);
    const connection = this.#options.registry.get(cluster);
    const { namespace } = planePlaceOf(plane);
    const look = new PlaneLook(connection, this.#options.names);
    const workloads = await look.workloads(namespace, workloadsOf(plane));
    const missing = workloads.filter(one => !one.available);
    if (missing.length) {
      return {
        state: 'waiting',
        message: `Waiting for ${missing
          .map(one => one.name)
          .join(', ')} in ${namespace} to be available.`,
      };
    }
    const certificate = await certificateState(connection, plane);
    if (certificate) {
      return { state: 'waiting', message: certificate };
    }
    const gateway = await look.gateway(namespace);
    if (!gateway) {
      return {
        state: 'waiting',
        message: `${PLANE_WORKLOADS.gateway} runs and waits for an address of its load balancer.`,
      };
    }
    return {
      state: 'ready',
      message: `Machines can join by ${plane.hosts.join(', ')}; ${
        PLANE_WORKLOADS.gateway
      } is at ${gateway.name}.`,
    };
  }

  /** Takes back the fields that were added, and the certificate that was made; the rest stays. */
  async retire(work: RequestWork): Promise<void> {
    const { cluster, plane } = planeOf(work.plan);
    const place = planePlaceOf(plane);
    const there = await work
      .cluster(cluster)
      .get({ ...CONTROL_PLANE, ...place });
    if (there && isOurs(there as never)) {
      await work.keepLease();
      await releaseFields(
        writableCluster(
          this.#options.registry,
          this.#options.settings,
          cluster,
        ),
        place,
      );
    }
    const { issuer, secretName } = plane.certificate;
    if (issuer) {
      const reference = {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        namespace: place.namespace,
        name: secretName,
      };
      const made = await work.cluster(cluster).get(reference);
      if (made?.metadata.uid && isOurs(made as never)) {
        await work.cluster(cluster).delete(reference, made.metadata.uid);
      }
    }
  }
}

/** The parameters of a plan of this kind. */
function planeOf(plan: RequestPlan): PlaneParameters {
  return plan.parameters as unknown as PlaneParameters;
}

function workloadsOf({ localRepository }: TetratePlaneInput): string[] {
  const { plane, repository, gateway } = PLANE_WORKLOADS;
  return [plane, ...(localRepository ? [repository] : []), gateway];
}

/** What is missing of a certificate that cert-manager keeps, as a sentence. */
async function certificateState(
  connection: ClusterConnection,
  plane: TetratePlaneInput,
): Promise<string | undefined> {
  if (!plane.certificate.issuer) {
    return undefined;
  }
  const { namespace } = planePlaceOf(plane);
  const { secretName } = plane.certificate;
  const found = await findObject(
    connection,
    `/apis/cert-manager.io/v1/namespaces/${namespace}/certificates/${secretName}`,
  ).catch(error => {
    throw toBackstageError(error, { cluster: connection.details.name });
  });
  const conditions: { type: string; status: string; message?: string }[] =
    found?.status?.conditions ?? [];
  const ready = conditions.find(one => one.type === 'Ready');
  return ready?.status === 'True'
    ? undefined
    : `Waiting for certificate ${secretName} of cert-manager${
        ready?.message ? `: ${ready.message}` : '.'
      }`;
}

/** What a field manager applies no more is taken away by the API server, unless others own it too. */
async function releaseFields(
  connection: ClusterConnection,
  { namespace, name }: { namespace: string; name: string },
): Promise<void> {
  const object = { ...CONTROL_PLANE, metadata: { namespace, name } };
  try {
    await connection.request({
      method: 'PATCH',
      path: `/apis/${CONTROL_PLANE.apiVersion}/namespaces/${namespace}/controlplanes/${name}`,
      query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict' },
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  } catch (error) {
    throw toBackstageError(error, {
      cluster: connection.details.name,
      object,
    });
  }
}
