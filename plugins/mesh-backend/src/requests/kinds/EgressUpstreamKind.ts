import { ConflictError, InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { RequestPlan } from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import {
  EgressGatewayModel,
  egressInputOf,
  KubernetesObject,
} from '@meshport/istio';
import { createHash } from 'crypto';
import { noGateway } from '../../egress/EgressReader';
import { canonicalJson } from '../canonicalJson';
import {
  EGRESS_GATEWAY_REF_SCHEMA,
  isObject,
  readGatewayRef,
} from './egressGatewayParameters';
import { EgressGatewayKind } from './EgressGatewayKind';
import { liveObjects } from './gatewayWork';

/**
 * Another upstream for a gateway that is there. The plan is the whole gateway as
 * it is then with the upstream added; when somebody changed the gateway since,
 * nothing is written, so that nobody's upstream is lost.
 */
export class EgressUpstreamKind extends EgressGatewayKind {
  override readonly name = 'egress-upstream';
  override readonly title = 'Upstream of an egress gateway';
  override readonly schema: JsonObject = {
    ...EGRESS_GATEWAY_REF_SCHEMA,
    required: ['cluster', 'namespace', 'name', 'upstream'],
    properties: {
      ...(EGRESS_GATEWAY_REF_SCHEMA.properties as JsonObject),
      upstream: {
        type: 'object',
        description: 'The upstream, as `upstreams` of POST /egress-gateways',
      },
    },
  };

  readonly doneBecause =
    'The upstream belongs to the gateway now: change the gateway to take it away.';

  override async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const ref = readGatewayRef(parameters, ['upstream']);
    const { cluster, namespace, name, fields } = ref;
    const { upstream } = fields;
    if (!isObject(upstream)) {
      throw new InputError('upstream: give the upstream as an object');
    }
    // Only who may read the namespace learns of the gateway in it.
    if (!call.mayRead(cluster, namespace)) {
      throw noGateway(ref);
    }
    const model = await this.#present({ cluster, namespace, name });
    const draft = this.draft(
      cluster,
      {
        ...model,
        upstreams: [...model.upstreams, upstream],
      } as unknown as Record<string, unknown>,
      call.mayRead,
      { base: hashOf(model) },
    );
    const host = String(upstream.host);
    return {
      ...draft,
      title: `Upstream ${host} of egress gateway ${name} in ${namespace}`,
      statements: [
        ...(draft.statements ?? []),
        `Only ${host} is added; the rest stays as it was when this was asked for.`,
      ],
      alsoKinds: ['egress-gateway'],
    };
  }

  override async check(
    plan: RequestPlan,
    call: RequestPlanCall,
  ): Promise<void> {
    await this.#refuseChanged(plan);
    await super.check(plan, call);
  }

  override async provision(work: RequestWork): Promise<void> {
    await this.#refuseChanged(work.plan);
    await super.provision(work);
  }

  /** A gateway that was there before stays, as it is. */
  override async retire(): Promise<void> {}

  async #refuseChanged(plan: RequestPlan): Promise<void> {
    if (!(await this.#isUnchanged(plan))) {
      throw new ConflictError(`name: ${changedWords(plan)}`);
    }
  }

  async #isUnchanged(plan: RequestPlan): Promise<boolean> {
    const { cluster, model } = this.read(plan);
    const now = await this.#present({
      cluster,
      namespace: model.namespace,
      name: model.name,
    });
    // After a crash half-way, some of what is planned may be there already.
    const hash = hashOf(now);
    const planned = new Set(model.upstreams.map(one => one.id));
    return (
      hash === plan.parameters.base ||
      hash === hashOf(model) ||
      (now.upstreams.every(one => planned.has(one.id)) &&
        now.upstreams.length >= model.upstreams.length - 1 &&
        hashOf({ ...now, upstreams: model.upstreams }) === hashOf(model))
    );
  }

  async #present(ref: {
    cluster: string;
    namespace: string;
    name: string;
  }): Promise<EgressGatewayModel> {
    this.options.registry.get(ref.cluster);
    const { objects } = await liveObjects(this.options.gateways, ref);
    if (objects.length === 0) {
      throw noGateway(ref);
    }
    const asked = await this.options.gateways.look.withChart(ref, objects);
    const read = egressInputOf(asked as unknown as KubernetesObject[]);
    if ('why' in read) {
      throw new ConflictError(`name: ${read.why}`);
    }
    return read.model;
  }
}

function changedWords({ parameters }: RequestPlan): string {
  const { name, namespace } = parameters.gateway as {
    name: string;
    namespace: string;
  };
  return `the egress gateway ${name} in ${namespace} was changed since this was asked for; ask for the upstream again`;
}

function hashOf(model: EgressGatewayModel): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(model))))
    .digest('base64url')
    .slice(0, 22);
}
