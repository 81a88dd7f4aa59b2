import { ConflictError, InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshCertificateAuthorityRenewPermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  CaDescription,
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestStanding,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { CacertsSecret, refuseForeign } from '../controlPlane/CacertsSecret';
import { issuancesInUse } from '../renewal/inUse';
import {
  DESCRIBE_TIMEOUT_MS,
  PlannedOrder,
} from './CertificateAuthorityIssueKind';
import { issueFindings } from './issueFindings';
import { refuseTooLong, rootOfDescription } from './beforeIssuing';
import { install } from './Installation';
import { Issuance, lastOf } from './Issuance';
import { IssueContext, isPerson } from './IssueContext';
import { knownIssuance } from './IssuanceStore';
import { observeUse, READY_WITHIN_SECONDS } from './observeUse';
import { renewalDifference } from './renewalDifference';
import { readRenewParameters, RENEW_SCHEMA } from './renewParameters';
import { secretStanding } from './secretStanding';
import { issueStatements } from './statements';

/** What a renewal keeps as it is. */
interface PlannedRenewal extends PlannedOrder {
  /** The issuance that is renewed. */
  issuance: string;
  /** SHA-256 of the issuer's public key. */
  issuer: string;
  /** SHA-256 of the root. */
  root: string;
}

/** A new intermediate with the same issuer, root, subject, kind of key and validity, asked for. */
export class CertificateAuthorityRenewKind implements RequestKind {
  readonly name = 'certificate-authority-renew';
  readonly title = 'Renewal of a certificate authority';
  readonly schema = RENEW_SCHEMA;
  readonly renderer = { name: '@meshport/certificates', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshCertificateAuthorityRenewPermission };
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
    const asked = readRenewParameters(parameters);
    const context = this.#context;
    const plane = context.plane(asked.cluster, asked.namespace);
    const inUse = await this.#inUse(plane, asked.issuance);
    const { authority, keyType, validityDays, subject, renewals, id } = inUse;
    if (isPerson(call.credentials)) {
      await context.refuseUnusable({ ...plane, authority }, call.credentials);
    }
    const { settings } = context.authorities.get(authority);
    if (settings.provider === 'reference') {
      throw new InputError(
        `authority: ${authority} is a bundle of your own; put a new one where it lies, then ask for certificate-authority-issue`,
      );
    }
    const order = {
      ...plane,
      authority,
      keyType,
      validityDays,
      subject,
      renewals,
    };
    context.authorities.refuseOutOfBounds(authority, order);
    const { certificate, chain } = lastOf(inUse, 'issued')!;
    const [own, issuer, ...above] = readCertificates(
      [certificate, ...chain].join('\n'),
    );
    const root = [issuer, ...above].at(-1)!;
    return {
      title: `Renewal of the certificate authority of ${plane.cluster}`,
      subject: `${plane.cluster}/${plane.namespace}`,
      targets: [plane],
      parameters: {
        ...order,
        acceptOutage: false,
        issuance: id,
        issuer: issuer.publicKey,
        root: root.fingerprint,
      } as unknown as JsonObject,
      objects: [],
      placeholders: [
        {
          name: 'ca-key.pem',
          description: `Made in the memory of the backend and written to Secret ${plane.namespace}/cacerts of ${plane.cluster}; nobody is shown it`,
        },
      ],
      statements: [
        `It takes the place of the one with serial ${own.serial}, which ends on ${own.notAfter}. Issuer, root, subject, kind of key and validity stay.`,
        ...issueStatements(order, { settings, acceptOutage: false }),
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    const renewal = renewalOf(plan);
    const context = this.#context;
    const { cluster, namespace, authority } = renewal;
    const connection = context.connection(cluster);
    const before = await new CacertsSecret(connection, namespace).read();
    if (before) {
      refuseForeign(before.facts);
    }
    await context.refuseDuringRootChange({ cluster, namespace });
    const description = await context.authorities.describe(authority, {
      signal: AbortSignal.timeout(DESCRIBE_TIMEOUT_MS),
    });
    refuseOther(renewal, description);
    refuseTooLong(description, { ...renewal, now: context.now() });
  }

  findings(plan: RequestPlan): Promise<RequestFinding[]> {
    return issueFindings(this.#context, renewalOf(plan));
  }

  async provision(work: RequestWork): Promise<void> {
    const renewal = renewalOf(work.plan);
    const { issuance, issuer, root, acceptOutage, ...order } = renewal;
    const inUse = await this.#inUse(order);
    if (inUse.id !== issuance && inUse.requestId !== work.requestId) {
      throw new InputError(
        `issuance: ${order.cluster} signs by another by now, so that nothing is left to renew; ask for a renewal of that one`,
      );
    }
    const before = await knownIssuance(this.#context.issuer.store, issuance);
    await install(this.#context, work, {
      order,
      acceptOutage,
      refuseOther: description => refuseOther(renewal, description),
      issuedOtherwise: after => renewalDifference(before, after),
    });
  }

  observe(work: RequestWork): Promise<RequestObservation> {
    return observeUse(this.#context, work, renewalOf(work.plan));
  }

  standing({
    requestId,
    plan,
  }: {
    requestId: string;
    plan: RequestPlan;
  }): Promise<RequestStanding> {
    return secretStanding(this.#context, requestId, renewalOf(plan));
  }

  /** An authority is replaced by another, never taken away: see `doneBecause`. */
  async retire(): Promise<void> {}

  async #inUse(
    { cluster, namespace }: { cluster: string; namespace: string },
    id?: string,
  ): Promise<Issuance> {
    const all = await this.#context.issuer.store.list({ cluster });
    const found = issuancesInUse(all).find(
      ({ issuance }) =>
        issuance.namespace === namespace &&
        (id === undefined || issuance.id === id),
    );
    if (!found) {
      throw new InputError(
        id === undefined
          ? `cluster: what ${cluster} signs by was not issued through the portal; ask for certificate-authority-issue, or for certificate-authority-root-change where its root is another`
          : `issuance: ${id} is not what ${cluster} signs by now; leave it out to renew what is in use`,
      );
    }
    return found.issuance;
  }
}

function renewalOf(plan: RequestPlan): PlannedRenewal {
  return plan.parameters as unknown as PlannedRenewal;
}

/** Throws `ConflictError` when a renewal would not be one. */
function refuseOther(
  { issuer, root, authority }: PlannedRenewal,
  description: CaDescription,
): void {
  const [now] = readCertificates(description.certificate);
  if (now.publicKey !== issuer || rootOfDescription(description) !== root) {
    throw new ConflictError(
      `authority: ${authority} has another issuer or root than the one in use was issued by, so that this would be no renewal; ask for certificate-authority-issue, or for certificate-authority-root-change where its root is another`,
    );
  }
}
