import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import {
  TetrateJoinQuestion,
  TetrateJoinVerdict,
  TetrateOnboardingAnswer,
  TetratePlane,
} from '@meshport/backstage-plugin-mesh-common';
import {
  couldJoin,
  PlaneState,
  PLANE_WORKLOADS,
  tetratePackages,
  whoCouldJoin,
} from '@meshport/istio';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { controlPlanesIn } from '../entities/controlPlanes';
import { ReadScope } from '../entities/ReadScope';
import { noCluster } from '../findings/FindingSight';
import { Inventory } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { certificateIssuers } from './certificateIssuers';
import { NameLookup } from './EndpointNames';
import { OnboardingLook } from './OnboardingLook';
import { PlaneLook } from './PlaneLook';

/**
 * Says how Tetrate's onboarding stands on a cluster, as far as the caller may
 * read. Memory does not hold these kinds, so the cluster is asked.
 */
export class TetrateReader {
  constructor(
    private readonly services: {
      authorizer: MeshAuthorizer;
      inventory: Inventory;
      registry: ClusterRegistry;
      names: NameLookup;
    },
  ) {}

  /** @throws `NotAllowedError` for a cluster that is not there or may not be read */
  async of(
    name: string,
    credentials: BackstageCredentials,
  ): Promise<TetrateOnboardingAnswer> {
    const { scope, connection } = await this.#open(name, credentials);
    const notKnown: string[] = [];
    const read = async <T>(fallback: T, run: () => Promise<T>): Promise<T> => {
      try {
        return await run();
      } catch (error) {
        assertError(error);
        if (error.name !== 'NotAllowedError') {
          throw error;
        }
        notKnown.push(error.message);
        return fallback;
      }
    };
    const mayRead = ({ namespace = '' }: { namespace?: string }) =>
      scope.mayReadNamespace(name, namespace);
    const look = new OnboardingLook(connection);
    const plane = new PlaneLook(connection, this.services.names);
    const states = await read([], () => plane.planes());
    const policies = await read([], () => look.policies());
    const groups = await read([], () => look.groups());
    const joiners = whoCouldJoin(
      (policies ?? []).filter(one => mayRead(one.metadata)),
      groups,
    );
    const machines = await read([], () => look.registrations());
    const home = this.services.inventory.cluster(name);
    return {
      cluster: name,
      installed: states !== undefined || policies !== undefined,
      planes: await Promise.all(
        (states ?? []).filter(mayRead).map(one => describe(one, plane, read)),
      ),
      // Agents are told these by whoever onboards machines, platform or not.
      endpoints: (states ?? []).flatMap(one => one.hosts),
      issuers: (states ?? []).flatMap(one =>
        one.issuers.map(({ issuer }) => issuer),
      ),
      joiners,
      groups: groups
        .filter(one => mayRead(one.metadata))
        .map(({ metadata, spec }) => ({
          namespace: metadata.namespace ?? '',
          name: metadata.name,
          serviceAccount: spec?.template?.serviceAccount || 'default',
        })),
      machines: machines.filter(mayRead),
      certificateIssuers: await certificateIssuers(
        connection,
        (states ?? []).filter(mayRead).map(one => one.namespace),
      ),
      revisions: home
        ? controlPlanesIn(home).map(({ revision }) => revision)
        : [],
      notKnown,
      asOf: new Date().toISOString(),
    };
  }

  /** Whether a machine could join each of the groups that the caller may read. */
  async ask(
    name: string,
    question: TetrateJoinQuestion,
    credentials: BackstageCredentials,
  ): Promise<TetrateJoinVerdict[]> {
    const { scope, connection } = await this.#open(name, credentials);
    const look = new OnboardingLook(connection);
    const mayRead = (one: { metadata: { namespace?: string } }) =>
      scope.mayReadNamespace(name, one.metadata.namespace ?? '');
    const [policies, groups] = await Promise.all([
      look.policies(),
      look.groups(),
    ]);
    return couldJoin(question, policies ?? [], groups.filter(mayRead));
  }

  async #open(
    name: string,
    credentials: BackstageCredentials,
  ): Promise<{ scope: ReadScope; connection: ClusterConnection }> {
    const { authorizer, inventory, registry } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    if (!inventory.cluster(name) || !scope.mayReadCluster(name)) {
      throw noCluster(name);
    }
    return { scope, connection: registry.get(name) };
  }
}

async function describe(
  state: PlaneState,
  plane: PlaneLook,
  read: <T>(fallback: T, run: () => Promise<T>) => Promise<T>,
): Promise<TetratePlane> {
  const { namespace, hosts, localRepository, secretName } = state;
  if (!state.enabled) {
    return { ...state, workloads: [], findings: [], packages: [] };
  }
  const names = Object.values(PLANE_WORKLOADS).filter(
    one => localRepository || one !== PLANE_WORKLOADS.repository,
  );
  const { findings, certificate, gateway } = await read(
    { findings: [] },
    () =>
      plane.findings(
        {
          namespace,
          hosts,
          custom: state.customGateway !== undefined,
          secret: secretName ?? '',
          renewed: false,
        },
        new Date(),
      ) as Promise<Partial<Awaited<ReturnType<PlaneLook['findings']>>>>,
  );
  return {
    ...state,
    ...(gateway ? { gateway: gateway.name } : {}),
    workloads: await read([], () => plane.workloads(namespace, names)),
    ...(certificate ? { certificateEnds: certificate.notAfter } : {}),
    findings: findings ?? [],
    packages:
      localRepository && hosts.length
        ? tetratePackages({ host: hosts[0] })
        : [],
  };
}
