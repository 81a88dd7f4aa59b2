import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  AppliedObject,
  RequestDelivery,
  RequestFinding,
  RequestPlan,
  RequestTarget,
} from '@meshport/backstage-plugin-mesh-common';
import {
  PlanFindings,
  RequestKind,
  RequestPlanCall,
} from '@meshport/backstage-plugin-mesh-node';
import { canonicalJson, sha256 } from './canonicalJson';
import { KindRegistry } from './KindRegistry';
import { ObjectDifference } from './planDifferences';
import { PlanDelivery } from './PlanDelivery';
import { keyOf, NewPlan, PlanFacts } from './store';

/** Most bytes (UTF-8) of a plan's canonical JSON. */
const MAX_PLAN_BYTES = 1024 * 1024;

/** What somebody asks for. */
export interface PlanInput {
  kind: string;
  parameters: Record<string, unknown>;
  delivery: RequestDelivery;
  /** Entity reference. */
  beneficiary?: string;
}

/** A plan that no cluster was asked about yet. */
export type DraftPlan = Omit<NewPlan, 'facts'>;

/** Looks up what the caller may read, and who owns a namespace. */
export interface PlanSurroundings {
  mayRead(
    credentials: BackstageCredentials,
  ): Promise<(cluster: string, namespace: string) => boolean>;
  ownersOf(cluster: string, namespace: string): string[];
}

/** Makes plans, and says what is worth knowing about them. */
export class RequestPlanner {
  readonly #kinds: KindRegistry;
  readonly #delivery: PlanDelivery;
  readonly #findings: PlanFindings[];
  readonly #surroundings: PlanSurroundings;

  constructor(options: {
    kinds: KindRegistry;
    delivery: PlanDelivery;
    findings: PlanFindings[];
    surroundings: PlanSurroundings;
  }) {
    this.#kinds = options.kinds;
    this.#delivery = options.delivery;
    this.#findings = options.findings;
    this.#surroundings = options.surroundings;
  }

  /** The plan of an input; asks no cluster. Errors as `RequestKind.plan`. */
  async draft(
    input: PlanInput,
    credentials: BackstageCredentials,
  ): Promise<DraftPlan> {
    const kind = this.#kinds.get(input.kind);
    refuseDelivery(kind, input.delivery);
    const call = await this.#call(input.delivery, credentials);
    const draft = await kind.plan(input.parameters, call);
    const plan: RequestPlan = {
      formatVersion: 1,
      kind: kind.name,
      title: draft.title,
      renderer: kind.renderer,
      delivery: input.delivery,
      ...(input.beneficiary ? { beneficiary: input.beneficiary } : {}),
      targets: uniqueTargets(draft.targets),
      parameters: draft.parameters,
      objects: draft.objects,
      placeholders: draft.placeholders ?? [],
      statements: draft.statements ?? [],
      ...(draft.alsoKinds?.length ? { alsoKinds: draft.alsoKinds } : {}),
    };
    const text = canonicalJson(plan);
    if (Buffer.byteLength(text) > MAX_PLAN_BYTES) {
      throw new InputError(
        `parameters: the plan of them is larger than ${
          MAX_PLAN_BYTES / 1024
        } KiB; ask for it in parts`,
      );
    }
    return {
      // As it comes back from the store, without fields that are undefined.
      plan: JSON.parse(text),
      text,
      contentHash: sha256(text),
      subject: draft.subject,
      targets: plan.targets.map(target => ({
        ...target,
        owners: this.#ownersOf(target),
      })),
    };
  }

  /**
   * What the clusters show of a plan; the caller's permissions come first.
   * Throws what stands against it, e.g. `ConflictError` for another manager.
   */
  async examine(
    { plan }: DraftPlan,
    credentials: BackstageCredentials,
    made?: PlanFacts['made'],
  ): Promise<PlanFacts> {
    const kind = this.#kinds.get(plan.kind);
    await kind.check?.(plan, await this.#call(plan.delivery, credentials));
    return this.facts(plan, made);
  }

  /** As `examine`, without anybody's token. */
  async facts(plan: RequestPlan, made?: PlanFacts['made']): Promise<PlanFacts> {
    const diff =
      plan.delivery === 'apply'
        ? await this.#delivery.rehearse(plan)
        : (await this.#delivery.compare(plan)).map(asApplied);
    const presence = await this.#delivery.presence(plan);
    return {
      diff,
      findings: await this.findings(plan),
      presence,
      made: made ?? madeBy(plan, presence),
    };
  }

  /** What is worth knowing about a plan now, worst first. */
  async findings(plan: RequestPlan): Promise<RequestFinding[]> {
    const kind = this.#kinds.get(plan.kind);
    const found = await Promise.all([
      kind.findings?.(plan) ?? [],
      ...this.#findings.map(one => one.find(plan)),
    ]);
    const order = ['error', 'warning', 'info'];
    return found
      .flat()
      .sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  }

  async #call(
    delivery: RequestDelivery,
    credentials: BackstageCredentials,
  ): Promise<RequestPlanCall> {
    const mayRead = await this.#surroundings.mayRead(credentials);
    return { credentials, delivery, mayRead };
  }

  #ownersOf({ cluster, namespace }: Omit<RequestTarget, 'owners'>): string[] {
    return namespace === undefined
      ? []
      : this.#surroundings.ownersOf(cluster, namespace);
  }
}

function refuseDelivery(kind: RequestKind, delivery: RequestDelivery): void {
  if (!kind.deliveries.includes(delivery)) {
    throw new InputError(
      `delivery: requests of kind ${
        kind.name
      } are delivered by ${kind.deliveries.join(' or ')}`,
    );
  }
}

function uniqueTargets(
  targets: RequestPlan['targets'],
): RequestPlan['targets'] {
  const seen = new Map(
    targets.map(({ cluster, namespace }) => [
      `${cluster}/${namespace ?? ''}`,
      { cluster, ...(namespace === undefined ? {} : { namespace }) },
    ]),
  );
  return [...seen.values()];
}

function asApplied({
  object,
  present,
  changes,
}: ObjectDifference): AppliedObject {
  if (!present) {
    return { object, outcome: 'created', changes: [] };
  }
  return {
    object,
    outcome: changes.length ? 'changed' : 'unchanged',
    changes,
  };
}

function madeBy(
  plan: RequestPlan,
  presence: PlanFacts['presence'],
): PlanFacts['made'] {
  return plan.objects
    .map(({ cluster, manifest }) => {
      const { apiVersion, kind, metadata } = manifest as any;
      const { name, namespace } = metadata;
      return {
        cluster,
        object: { apiVersion, kind, ...(namespace ? { namespace } : {}), name },
      };
    })
    .filter(({ cluster, object }) => presence[keyOf(cluster, object)] === null);
}
