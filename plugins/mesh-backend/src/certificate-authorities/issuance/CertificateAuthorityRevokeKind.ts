import { ConflictError, InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  CaRevokeParameters,
  meshCertificateAuthorityRevokePermission,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
} from '@meshport/backstage-plugin-mesh-common';
import {
  CaProvider,
  RequestDraft,
  RequestKind,
  RequestObservation,
  RequestPlanCall,
  RequestWork,
} from '@meshport/backstage-plugin-mesh-node';
import { readCertificates } from '@meshport/certificates';
import { readFields } from '../../requests/kinds/egressGatewayParameters';
import { CacertsSecret } from '../controlPlane/CacertsSecret';
import { meshProxies } from '../rotation/meshProxies';
import { certificateOf, Issuance, stateOf } from './Issuance';
import { IssueContext } from './IssueContext';
import { knownIssuance } from './IssuanceStore';
import { revocationFindings } from './revocationFindings';
import { fingerprintsIn } from './RootEffect';

const REASONS: readonly CaRevokeParameters['reason'][] = [
  'superseded',
  'keyCompromise',
  'cessationOfOperation',
];

const SCHEMA: JsonObject = {
  type: 'object',
  required: ['issuance', 'reason'],
  additionalProperties: false,
  properties: {
    issuance: { type: 'string', description: 'ID of the issuance' },
    reason: { type: 'string', enum: [...REASONS] },
  },
};

/** An intermediate that nobody uses any more, or whose key is gone: its revocation, asked for. */
export class CertificateAuthorityRevokeKind implements RequestKind {
  readonly name = 'certificate-authority-revoke';
  readonly title = 'Revocation of an intermediate';
  readonly schema = SCHEMA;
  readonly renderer = { name: '@meshport/certificates', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshCertificateAuthorityRevokePermission };
  readonly withoutPolicy = 'approval' as const;
  readonly doneBecause = 'What is revoked stays revoked.';
  readonly #context: IssueContext;

  constructor(context: IssueContext) {
    this.#context = context;
  }

  async plan(
    parameters: unknown,
    _call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const asked = readRevokeParameters(parameters);
    const issuance = await this.#context.issuer.store.get(asked.issuance);
    if (!issuance) {
      throw new InputError(
        `issuance: ${asked.issuance} is not known; choose one of the history of a cluster`,
      );
    }
    const { cluster, namespace, authority } = issuance;
    const { serial, subject } = this.#revocable(issuance);
    return {
      title: `Revocation of intermediate ${serial} of ${cluster}`,
      subject: `${cluster}/${namespace}/${serial}`,
      targets: [{ cluster, namespace }],
      parameters: { ...asked, cluster, namespace, authority, serial },
      objects: [],
      statements: [
        `${authority} revokes the certificate with serial ${serial} (${subject}) for ever.`,
        'Proxies learn of it only where revocation lists are on: Envoy asks nobody.',
      ],
    };
  }

  async check(plan: RequestPlan, _call: RequestPlanCall): Promise<void> {
    await this.#refuseInUse(parametersOf(plan).issuance);
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const { authorities, inventory, issuer, now } = this.#context;
    const issuance = await knownIssuance(
      issuer.store,
      parametersOf(plan).issuance,
    );
    const { authority, cluster, namespace } = issuance;
    return revocationFindings(issuance, await issuer.store.list({ cluster }), {
      areListsOn: authorities.find(authority)?.settings.listsRevoked ?? false,
      lifeMs: meshProxies(inventory, { cluster, namespace, leastLifeMs: 0 })
        .longestMs,
      now: now(),
    });
  }

  async provision(work: RequestWork): Promise<void> {
    const { issuance: id, reason } = parametersOf(work.plan);
    const issuance = await this.#refuseInUse(id);
    if (stateOf(issuance) === 'revoked') {
      return;
    }
    const { provider, certificate, reference, serial } =
      this.#revocable(issuance);
    await work.keepLease();
    await provider.revoke!({
      certificate,
      reference,
      reason,
      signal: work.signal,
    });
    await this.#context.issuer.store.append(
      issuance,
      {
        type: 'revoked',
        text: `Serial ${serial} was revoked (${reason}).`,
        requestId: work.requestId,
      },
      this.#context.now(),
    );
  }

  async observe(work: RequestWork): Promise<RequestObservation> {
    const { issuance: id } = parametersOf(work.plan);
    const issuance = await knownIssuance(this.#context.issuer.store, id);
    return stateOf(issuance) === 'revoked'
      ? { state: 'ready', message: 'The authority has revoked it.' }
      : {
          state: 'failed',
          message: 'It is not recorded as revoked.',
          mend: 'Retry.',
        };
  }

  /** What is revoked stays so: see `doneBecause`. */
  async retire(): Promise<void> {}

  /** Throws `InputError` when there is nothing that could be revoked. */
  #revocable(issuance: Issuance): {
    provider: CaProvider;
    certificate: string;
    reference: string;
    serial: string;
    subject: string;
  } {
    const why = whyNotRevocable(this.#context.authorities, issuance);
    if (why) {
      throw new InputError(`issuance: ${why}`);
    }
    const found = certificateOf(issuance)!;
    const [{ serial, subject }] = readCertificates(found.certificate);
    const { provider } = this.#context.authorities.get(issuance.authority) as {
      provider: CaProvider;
    };
    return { provider, ...found, serial, subject };
  }

  async #refuseInUse(id: string): Promise<Issuance> {
    const issuance = await knownIssuance(this.#context.issuer.store, id);
    const { cluster, namespace } = issuance;
    const found = certificateOf(issuance);
    // What signed before it may have to sign again.
    await this.#context.refuseDuringRootChange({ cluster, namespace });
    const secret = new CacertsSecret(
      this.#context.connection(cluster),
      namespace,
    );
    const present = await secret.read();
    const inUse = [
      ...fingerprintsIn(present?.facts.certificate),
      ...fingerprintsIn(present?.facts.chain),
    ];
    if (found && inUse.includes(fingerprintsIn(found.certificate)[0])) {
      throw new ConflictError(
        `issuance: ${cluster} signs by it now (Secret ${namespace}/cacerts); have another issued first`,
      );
    }
    return issuance;
  }
}

/** Why an issuance cannot be revoked, as a sentence; undefined when it can. */
export function whyNotRevocable(
  authorities: IssueContext['authorities'],
  issuance: Issuance,
): string | undefined {
  const state = stateOf(issuance);
  if (state === 'revoked') {
    return 'It is revoked already.';
  }
  if (!['orphaned', 'written', 'live'].includes(state)) {
    return 'Nothing of it is left behind.';
  }
  if (!certificateOf(issuance)) {
    return 'Its certificate was not found at the authority, so that there is nothing to name to it; it is looked for again.';
  }
  const authority = authorities.find(issuance.authority);
  if (!authority) {
    return 'Its authority is not configured any more.';
  }
  return 'provider' in authority && authority.provider.revoke
    ? undefined
    : 'Its authority cannot revoke.';
}

function parametersOf(plan: RequestPlan): CaRevokeParameters {
  return plan.parameters as unknown as CaRevokeParameters;
}

function readRevokeParameters(parameters: unknown): CaRevokeParameters {
  const { issuance, reason } = readFields(parameters, ['issuance', 'reason']);
  const problems: string[] = [];
  if (typeof issuance !== 'string' || !issuance) {
    problems.push('issuance: give the ID of an issuance');
  }
  if (!REASONS.includes(reason as CaRevokeParameters['reason'])) {
    problems.push(`reason: use ${REASONS.join(', ')}`);
  }
  if (problems.length) {
    throw new InputError(problems.join('\n'));
  }
  return { issuance, reason } as CaRevokeParameters;
}
