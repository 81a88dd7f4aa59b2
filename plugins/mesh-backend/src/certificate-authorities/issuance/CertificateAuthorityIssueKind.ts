import { JsonObject } from '@backstage/types';
import {
  meshCertificateAuthorityIssuePermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestStanding,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { CacertsSecret, refuseForeign } from '../controlPlane/CacertsSecret';
import { issueFindings } from './issueFindings';
import {
  effectOf,
  refuseBreaking,
  refuseTooLong,
  rootOfDescription,
} from './beforeIssuing';
import { install } from './Installation';
import { IssuanceOrder } from './Issuance';
import { IssueContext } from './IssueContext';
import { ISSUE_SCHEMA, readIssueParameters } from './issueParameters';
import { observeUse, READY_WITHIN_SECONDS } from './observeUse';
import { secretStanding } from './secretStanding';
import { issueStatements } from './statements';

/** What is approved: an order, and whether an outage is accepted. */
export type PlannedOrder = Omit<
  IssuanceOrder,
  'operation' | 'requestId' | 'provider'
> & { acceptOutage: boolean };

/** A configured authority is asked this long before something is planned; milliseconds. */
export const DESCRIBE_TIMEOUT_MS = 20_000;

/** An intermediate for a control plane, asked for. */
export class CertificateAuthorityIssueKind implements RequestKind {
  readonly name = 'certificate-authority-issue';
  readonly title = 'Certificate authority';
  readonly schema: JsonObject = ISSUE_SCHEMA;
  readonly renderer = { name: '@meshport/certificates', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshCertificateAuthorityIssuePermission };
  // Whoever signs for a mesh decides who is who in it.
  readonly withoutPolicy = 'approval' as const;
  readonly readyWithinSeconds = READY_WITHIN_SECONDS;
  readonly doneBecause =
    'The control plane signs by it; ask for another to change that.';
  readonly #context: IssueContext;

  constructor(context: IssueContext) {
    this.#context = context;
  }

  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const asked = readIssueParameters(parameters);
    const { authority, acceptOutage, renewals } = asked;
    const context = this.#context;
    const plane = context.plane(asked.cluster, asked.namespace);
    await context.refuseUnusable(asked, call.credentials);
    const { settings } = context.authorities.get(authority);
    const order = {
      ...plane,
      authority,
      keyType: asked.keyType ?? settings.defaultKey,
      validityDays: asked.validityDays ?? settings.validity.default,
      subject: {
        commonName: asked.commonName ?? 'Intermediate CA',
        organization: asked.organization ?? 'Istio',
        locality: context.istioId(plane.cluster),
      },
      renewals,
    };
    context.authorities.refuseOutOfBounds(authority, order);
    return {
      title: `Certificate authority of ${plane.cluster} from ${
        settings.title ?? authority
      }`,
      subject: `${plane.cluster}/${plane.namespace}`,
      targets: [plane],
      parameters: { ...order, acceptOutage } as unknown as JsonObject,
      objects: [],
      placeholders: [
        {
          name: 'ca-key.pem',
          description: `Made in the memory of the backend and written to Secret ${plane.namespace}/cacerts of ${plane.cluster}; nobody is shown it`,
        },
      ],
      statements: issueStatements(order, { settings, acceptOutage }),
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const { acceptOutage, ...order } = orderOf(plan);
    const context = this.#context;
    const { cluster, namespace, authority } = order;
    const connection = context.connection(cluster);
    const before = await new CacertsSecret(connection, namespace).read();
    if (before) {
      refuseForeign(before.facts);
    }
    await context.refuseDuringRootChange({ cluster, namespace });
    const description = await context.authorities.describe(authority, {
      signal: AbortSignal.timeout(DESCRIBE_TIMEOUT_MS),
    });
    refuseTooLong(description, {
      ...order,
      now: context.now(),
      provider: context.authorities.get(authority).settings.provider,
    });
    const root = rootOfDescription(description);
    const effect = await effectOf(context, order, { before, root });
    refuseBreaking(context, { order, acceptOutage }, effect, root);
  }

  findings(plan: RequestPlan): Promise<RequestFinding[]> {
    return issueFindings(this.#context, orderOf(plan));
  }

  async provision(work: RequestWork): Promise<void> {
    const { acceptOutage, ...order } = orderOf(work.plan);
    await install(this.#context, work, { order, acceptOutage });
  }

  observe(work: RequestWork): Promise<RequestObservation> {
    return observeUse(this.#context, work, orderOf(work.plan));
  }

  standing({
    requestId,
    plan,
  }: {
    requestId: string;
    plan: RequestPlan;
  }): Promise<RequestStanding> {
    return secretStanding(this.#context, requestId, orderOf(plan));
  }

  /** An authority is replaced by another, never taken away: see `doneBecause`. */
  async retire(): Promise<void> {}
}

/** What a plan of an issuance or of a renewal says. */
export function orderOf(plan: RequestPlan): PlannedOrder {
  return plan.parameters as unknown as PlannedOrder;
}
