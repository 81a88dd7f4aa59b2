import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
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
import { ClusterRegistry } from '../../clusters/types';
import { inApplyOrder, visibilityWarnings } from '../../manifests/applyOrder';
import {
  namespacesOf,
  refuseMissingNamespace,
} from '../../manifests/namespaces';
import {
  isDnsLabel,
  ManifestObject,
  readManifestObjects,
} from '../../manifests/objects';
import { findGitOwner, isOurs } from '../../manifests/owners';
import { ApplySettings } from '../../manifests/settings';
import { writableCluster } from '../../manifests/writableCluster';
import { requestKindsOf } from '../../manifests/writeGate';
import { NO_CLUSTER, readFields } from './egressGatewayParameters';

/** YAML of allow-listed kinds, asked for where it may not be applied at once. */
export class ManifestsKind implements RequestKind {
  readonly name = 'manifests';
  readonly title = 'Manifests';
  readonly schema: JsonObject = {
    type: 'object',
    required: ['cluster', 'manifests'],
    additionalProperties: false,
    properties: {
      cluster: { type: 'string', description: 'Name of the cluster' },
      manifests: { type: 'string', description: 'YAML documents' },
      namespace: {
        type: 'string',
        description: 'Namespace of documents that name none',
      },
    },
  };
  readonly renderer = { name: 'manifests', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply', 'git'];
  readonly withoutPolicy = 'goesOn' as const;
  readonly readyWithinSeconds = 300;
  readonly #registry: ClusterRegistry;
  readonly #settings: ApplySettings;

  constructor(options: { registry: ClusterRegistry; settings: ApplySettings }) {
    this.#registry = options.registry;
    this.#settings = options.settings;
  }

  async plan(parameters: unknown): Promise<RequestDraft> {
    const { cluster, manifests, namespace } = readFields(parameters, [
      'cluster',
      'manifests',
      'namespace',
    ]);
    const problems: string[] = [];
    if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
      problems.push(NO_CLUSTER);
    }
    if (typeof manifests !== 'string') {
      problems.push('manifests: give the YAML documents as text');
    }
    if (
      namespace !== undefined &&
      (typeof namespace !== 'string' || !isDnsLabel(namespace))
    ) {
      problems.push(
        'namespace: is no name for a namespace; use lower-case letters, digits and -, at most 63 characters',
      );
    }
    if (problems.length) {
      throw new InputError(problems.join('\n'));
    }
    return this.#draft(
      cluster as string,
      inApplyOrder(
        readManifestObjects(manifests as string, {
          allowedKinds: this.#settings.allowedKinds,
          fallbackNamespace: namespace as string | undefined,
        }),
      ),
    );
  }

  #draft(cluster: string, objects: ManifestObject[]): RequestDraft {
    const names = objects.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
    );
    return {
      title:
        names.length === 1
          ? names[0]
          : `${names[0]} and ${names.length - 1} more`,
      subject: `${cluster}/${names.join(',')}`.slice(0, 500),
      targets: namespacesOf(objects).map(({ name }) => ({
        cluster,
        namespace: name,
      })),
      // The objects are what is asked for; the text that they were read from is not kept.
      parameters: { cluster },
      objects: objects.map(manifest => ({ cluster, manifest })),
      alsoKinds: requestKindsOf(objects).filter(kind => kind !== this.name),
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const cluster = String(plan.parameters.cluster);
    const connection =
      plan.delivery === 'apply'
        ? writableCluster(this.#registry, this.#settings, cluster)
        : this.#registry.get(cluster);
    for (const namespace of namespacesOf(objectsOf(plan))) {
      await refuseMissingNamespace(connection, namespace);
    }
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    return visibilityWarnings(objectsOf(plan)).map(message => ({
      code: 'VISIBLE_TO_ALL',
      severity: 'warning',
      message,
    }));
  }

  async provision(work: RequestWork): Promise<void> {
    await work.applyObjects();
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const difference = await work.firstDifference();
    return difference
      ? { state: 'waiting', message: difference }
      : { state: 'ready', message: 'All of it is there as planned.' };
  }

  /** Deletes what was not there before this request; what it only changed stays. */
  async retire(work: RequestWork): Promise<void> {
    for (const { cluster: name, object } of [...work.made].reverse()) {
      const cluster = work.cluster(name);
      const existing = await cluster.get(object);
      const uid = existing?.metadata.uid;
      if (existing && uid && isOurs(existing) && !findGitOwner(existing)) {
        await cluster.delete(object, uid);
      }
    }
  }
}

function objectsOf(plan: RequestPlan): ManifestObject[] {
  return plan.objects.map(one => one.manifest as unknown as ManifestObject);
}
