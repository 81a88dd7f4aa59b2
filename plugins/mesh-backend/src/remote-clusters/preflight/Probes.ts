import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import {
  meshRemoteClusterProbePermission,
  RemotePreflightCheck,
} from '@meshport/backstage-plugin-mesh-common';
import { PreflightCluster } from '@meshport/istio';
import { randomBytes } from 'crypto';
import { ClusterConnection, ClusterRegistry } from '../../clusters/types';
import { runTestJob, TestRun } from '../../egress/runTestJob';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { MeshAuthorizer } from '../../permissions';
import { listen, Listener, removeJob } from './listener';
import {
  callFinding,
  podReachCheck,
  probeTarget,
  ProbeTarget,
} from './podReach';
import { callJob, listenJob } from './probeJobs';

/** Clusters that call each other at a time; each calls each other one. */
export const MOST_PROBED = 6;
const MOST_AT_ONCE = 2;
const CALL_SECONDS = 5;

/** What probes found. */
export interface ProbeOutcome {
  /** By `FROM TO`, both ways of a pair joined. */
  checkOf(pair: readonly [string, string]): RemotePreflightCheck;
  /** Whether every Job is gone again. */
  cleanedUp: boolean;
}

/** Runs pods that call each other between clusters, on behalf of a caller. */
export class Probes {
  #going = 0;

  constructor(
    private readonly services: {
      registry: ClusterRegistry;
      authorizer: MeshAuthorizer;
      settings: ApplySettings;
      image: string;
    },
  ) {}

  /**
   * Runs a pod in each cluster that listens, and one for each call; all are
   * taken away at the end, whatever happened, and end by themselves should
   * nobody be there to do so.
   *
   * @throws `NotAllowedError` before anything is run, when the caller may not
   * probe in the namespace of one of the clusters or one is only read
   */
  async run(
    clusters: readonly PreflightCluster[],
    namespace: string,
    call: {
      credentials: BackstageCredentials;
      seconds: number;
      signal?: AbortSignal;
      onJob?: (job: string) => void;
    },
  ): Promise<ProbeOutcome> {
    const connections = await this.#permitted(
      clusters.map(({ name }) => name),
      namespace,
      call.credentials,
    );
    if (this.#going >= MOST_AT_ONCE) {
      throw new ServiceUnavailableError(
        `${MOST_AT_ONCE} probes are under way; try again in a minute`,
      );
    }
    this.#going += 1;
    try {
      return await this.#probe(clusters, connections, namespace, call);
    } finally {
      this.#going -= 1;
    }
  }

  async #permitted(
    names: readonly string[],
    namespace: string,
    credentials: BackstageCredentials,
  ): Promise<Map<string, ClusterConnection>> {
    const { authorizer, registry, settings } = this.services;
    const may = await authorizer.namespaceFilter(
      credentials,
      meshRemoteClusterProbePermission,
    );
    const refused = names.filter(
      name => !may(authorizer.namespaceResource(name, namespace)),
    );
    if (refused.length > 0) {
      throw new NotAllowedError(
        `probe.namespace: you may not probe from ${namespace} in cluster ${refused.join(
          ', ',
        )}; nothing was run. Ask its owner, or an administrator for ${
          meshRemoteClusterProbePermission.name
        }`,
      );
    }
    return new Map(
      names.map(name => [name, writableCluster(registry, settings, name)]),
    );
  }

  async #probe(
    clusters: readonly PreflightCluster[],
    connections: ReadonlyMap<string, ClusterConnection>,
    namespace: string,
    call: {
      seconds: number;
      signal?: AbortSignal;
      onJob?: (job: string) => void;
    },
  ): Promise<ProbeOutcome> {
    const id = randomBytes(5).toString('hex');
    const { image } = this.services;
    const deadline = Date.now() + call.seconds * 1000;
    const job = (name: string) => {
      call.onJob?.(`${namespace}/${name}`);
      return { id, name, namespace, image, seconds: call.seconds + 10 };
    };
    let cleanedUp = true;
    const listeners = new Map<string, Listener>();
    const runs = new Map<string, { target: ProbeTarget; run?: TestRun }>();
    const listening = clusters.filter(one =>
      clusters.some(other => other !== one && other.network === one.network),
    );
    const begun = new Set<string>();
    try {
      await Promise.all(
        listening.map(async ({ name }) => {
          const connection = connections.get(name)!;
          begun.add(name);
          listeners.set(
            name,
            await listen(
              connection,
              listenJob(job(`remote-probe-${id}`)),
              { namespace, id, deadline: deadline - CALL_SECONDS * 1000 },
              call.signal,
            ),
          );
        }),
      );
      await Promise.all(
        clusters.map(async from => {
          // One cluster runs one caller at a time.
          for (const to of clusters.filter(one => one !== from)) {
            const target = probeTarget(
              from,
              to,
              listeners.get(to.name) ?? { why: `no pod listens in ${to.name}` },
            );
            const key = `${from.name} ${to.name}`;
            const seconds = Math.round((deadline - Date.now()) / 1000);
            if ('why' in target) {
              runs.set(key, { target });
            } else if (seconds < 2) {
              runs.set(key, { target: { why: 'the time was over before' } });
            } else {
              const name = `remote-probe-${id}-${clusters.indexOf(to)}`;
              const run = await runTestJob(connections.get(from.name)!, {
                objects: [
                  callJob({
                    ...job(name),
                    url: target.url,
                    callSeconds: CALL_SECONDS,
                  }),
                ],
                namespace,
                name,
                seconds,
                signal: call.signal,
              });
              cleanedUp &&= run.cleanedUp;
              runs.set(key, { target, run });
            }
          }
        }),
      );
    } finally {
      for (const name of begun) {
        const gone = await removeJob(
          connections.get(name)!,
          namespace,
          `remote-probe-${id}`,
        );
        cleanedUp &&= gone;
      }
    }
    return {
      cleanedUp,
      checkOf: ([one, other]) =>
        podReachCheck(
          [
            [one, other],
            [other, one],
          ].flatMap(([from, to]) => {
            const found = runs.get(`${from} ${to}`);
            return callFinding(
              from,
              to,
              found?.target ?? { why: 'no probe was run between them' },
              found?.run,
            );
          }),
        ),
    };
  }
}
