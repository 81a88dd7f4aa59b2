import { ConflictError, InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  meshCertificateAuthorityRotatePermission,
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
import { IstiodReload } from '../controlPlane/IstiodReload';
import { isPerson, IssueContext } from '../issuance/IssueContext';
import { ISSUE_SCHEMA, readIssueParameters } from '../issuance/issueParameters';
import { refuseTooLong } from '../issuance/beforeIssuing';
import { factsNow, rootOf } from './beginning';
import { changeStanding, keptBecause } from './changeStanding';
import { RootChangeFacts } from './RootChange';
import { rootChangeFindings } from './rootChangeFindings';
import { parametersOf, RootChangeParameters } from './rootChangeParameters';
import { RootChangeRun } from './RootChangeRun';
import { RootChangeSettings } from './rootChangeSettings';
import { rootChangeStatements } from './rootChangeStatements';
import { RootChangeStore } from './RootChangeStore';

/** How long an authority may take to tell of itself, in milliseconds. */
const DESCRIBE_MS = 30_000;

/** A change of a control plane's root that loses no call, asked for. */
export class RootChangeKind implements RequestKind {
  readonly name = 'certificate-authority-root-change';
  readonly title = 'Guided change of the root of a control plane';
  readonly schema: JsonObject = ISSUE_SCHEMA;
  readonly renderer = { name: '@meshport/certificates', version: '1' };
  readonly deliveries: readonly RequestDelivery[] = ['apply'];
  readonly permissions = { create: meshCertificateAuthorityRotatePermission };
  readonly withoutPolicy = 'approval' as const;
  readonly doneBecause =
    'The root is changed. To go back to the former one, ask for a change to its authority.';
  readonly #context: IssueContext;
  readonly #store: RootChangeStore;
  readonly #run: RootChangeRun;
  readonly #settings: RootChangeSettings;

  constructor(options: {
    context: IssueContext;
    store: RootChangeStore;
    run: RootChangeRun;
    settings: RootChangeSettings;
  }) {
    this.#context = options.context;
    this.#store = options.store;
    this.#run = options.run;
    this.#settings = options.settings;
  }

  async plan(
    parameters: unknown,
    call: RequestPlanCall,
  ): Promise<RequestDraft> {
    const asked = readIssueParameters(parameters);
    const { authority: name } = asked;
    const { authorities } = this.#context;
    const plane = this.#context.plane(asked.cluster, asked.namespace);
    if (isPerson(call.credentials)) {
      await this.#context.refuseUnusable(asked, call.credentials);
    }
    const { settings } = authorities.get(name);
    const keyType = asked.keyType ?? settings.defaultKey;
    const validityDays = asked.validityDays ?? settings.validity.default;
    authorities.refuseOutOfBounds(name, { ...plane, keyType, validityDays });
    const description = await this.#describe(name);
    refuseTooLong(description, {
      validityDays,
      now: this.#context.now(),
      provider: settings.provider,
    });
    const { fingerprint, subject } = rootOf(description);
    const planned: RootChangeParameters = {
      authority: name,
      ...plane,
      keyType,
      validityDays,
      subject: {
        commonName: asked.commonName ?? 'Intermediate CA',
        organization: asked.organization ?? 'Istio',
        locality: this.#context.istioId(plane.cluster),
      },
      newRoot: { fingerprint, subject },
      renewals: asked.renewals,
      acceptOutage: asked.acceptOutage,
    };
    return {
      title: `Root of ${plane.cluster} changes to that of ${
        settings.title ?? name
      }${asked.acceptOutage ? ', at once' : ''}`,
      subject: `${plane.cluster}/${plane.namespace}`,
      targets: [plane],
      parameters: planned as unknown as JsonObject,
      objects: [],
      alsoKinds: ['certificate-authority-issue'],
      statements: rootChangeStatements(planned, this.#settings),
    };
  }

  async check(plan: RequestPlan): Promise<void> {
    const parameters = parametersOf(plan);
    await this.#context.refuseDuringRootChange(parameters);
    await this.#facts('', parameters);
  }

  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const parameters = parametersOf(plan);
    const [under] = await this.#store.underWay(parameters.cluster);
    if (under) {
      // What the clusters show now is its own work.
      return [];
    }
    return rootChangeFindings(await this.#facts('', parameters), {
      inventory: this.#context.inventory,
      settings: this.#settings,
    });
  }

  async provision(work: RequestWork): Promise<void> {
    const known = await this.#store.find(work.requestId);
    if (known?.state.end === 'rolledBack') {
      throw new InputError(
        'cluster: this change was rolled back; ask for another',
      );
    }
    if (!known) {
      const facts = await this.#facts(
        work.requestId,
        parametersOf(work.plan),
        work.signal,
      );
      await work.keepLease();
      await this.#store.begin(facts);
    }
  }

  observe(work: RequestWork): Promise<RequestObservation> {
    return this.#run.advance(work);
  }

  async standing({
    requestId,
    plan,
  }: {
    requestId: string;
    plan: RequestPlan;
  }): Promise<RequestStanding> {
    return changeStanding(this.#context, await this.#store.find(requestId), {
      requestId,
      plane: parametersOf(plan),
    });
  }

  async keptBecause(requestId: string): Promise<string | undefined> {
    return keptBecause(await this.#store.find(requestId));
  }

  /** A root that was changed is changed back by another change only. */
  async retire(): Promise<void> {}

  async #facts(
    requestId: string,
    parameters: RootChangeParameters,
    signal = AbortSignal.timeout(DESCRIBE_MS),
  ): Promise<RootChangeFacts> {
    const { authority, cluster, namespace, newRoot } = parameters;
    const { authorities, inventory } = this.#context;
    const connection = this.#context.connection(cluster);
    authorities.refuseOutOfBounds(authority, parameters);
    const description = await this.#describe(authority, signal);
    if (rootOf(description).fingerprint !== newRoot.fingerprint) {
      throw new ConflictError(
        `authority: the root of ${authority} is another now than when this was asked for`,
      );
    }
    const istiods = await new IstiodReload(connection, namespace).settings({
      signal,
    });
    return factsNow(requestId, parameters, {
      connection,
      inventory: inventory.cluster(cluster),
      description,
      env: istiods,
    });
  }

  async #describe(name: string, signal = AbortSignal.timeout(DESCRIBE_MS)) {
    const description = await this.#context.authorities.describe(name, {
      signal,
    });
    if (description.unable) {
      throw new InputError(`authority: ${description.unable}`);
    }
    return description;
  }
}
