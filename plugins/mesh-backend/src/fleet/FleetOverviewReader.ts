import { NotAllowedError } from '@backstage/errors';
import {
  ClusterCertificates,
  FleetMissingPart,
  FleetPart,
  RemoteFleet,
} from '@meshport/backstage-plugin-mesh-common';
import { Caller } from '../entities/EntityLookup';
import { ShownAnswer } from '../entities/EntityReader';
import { FleetReader, FleetSight } from '../entities/FleetReader';
import { ReadyAnswer, readyAnswer } from '../entities/ReadyAnswer';
import { FindingSight } from '../findings/FindingSight';
import { FindingsWatch } from '../findings/FindingsWatch';
import { Inventory, WatchedKindName } from '../inventory';
import { MeshAuthorizer } from '../permissions';
import { composeOverview, OverviewParts } from './composeOverview';
import { PatientReadings, Reading } from './PatientReadings';

/** How long a reader waits for what clusters are asked for, in milliseconds. */
const PATIENCE_MS = 2_500;
/**
 * Kinds of which a change is told to open pages at once. What else the overview
 * is made from changes it seldom, and pages ask once a minute.
 */
const TOLD_KINDS: WatchedKindName[] = [
  'MutatingWebhookConfiguration',
  'WorkloadEntry',
];

/** Who knows the parts of the overview; each asks permission itself. */
export interface OverviewSources {
  inventory: Inventory;
  authorizer: MeshAuthorizer;
  fleet: Pick<FleetReader, 'sight' | 'summary'>;
  findings: Pick<FindingsWatch, 'history' | 'isJudged'>;
  certificates(
    caller: Pick<Caller, 'credentials'>,
  ): Promise<ClusterCertificates[]>;
  remoteFleet(caller: Pick<Caller, 'credentials'>): Promise<RemoteFleet>;
  /** How many requests wait for the caller. */
  toApprove(caller: Caller): Promise<number>;
  drift: Parameters<typeof composeOverview>[0]['drift'];
  failingSources: Parameters<typeof composeOverview>[0]['failingSources'];
  /** Called for every answer to a user. */
  onShown: (shown: ShownAnswer) => void;
  /** Called when a part cannot be made. */
  onFailure: (part: FleetPart, error: Error) => void;
  patienceMs?: number;
}

/** Answers what the whole fleet looks like to a caller. */
export class FleetOverviewReader {
  readonly #sources: OverviewSources;
  readonly #certificates: PatientReadings<ClusterCertificates[]>;
  readonly #remoteFleet: PatientReadings<RemoteFleet>;

  constructor(sources: OverviewSources) {
    this.#sources = sources;
    const limitMs = sources.patienceMs ?? PATIENCE_MS;
    this.#certificates = new PatientReadings({ limitMs });
    this.#remoteFleet = new PatientReadings({ limitMs });
  }

  /** @throws `NotAllowedError` when the caller may not read clusters at all */
  async read(caller: Caller): Promise<ReadyAnswer> {
    const { fleet, certificates, remoteFleet, toApprove } = this.#sources;
    const sight = await fleet.sight(caller.credentials);
    const key = `${sight.decision} ${sight
      .clusters()
      .map(({ details }) => details.name)
      .join()}`;
    const [findings, signing, links, requests] = await Promise.all([
      settled(
        FindingSight.create(
          this.#sources.inventory,
          this.#sources.authorizer,
          caller.credentials,
        ),
      ),
      this.#certificates.read(key, () => certificates(caller)),
      this.#remoteFleet.read(key, () => remoteFleet(caller)),
      settled(toApprove(caller)),
    ]);
    const parts: OverviewParts = {
      ...('value' in signing ? { certificates: signing.value } : {}),
      ...('value' in links ? { remoteFleet: links.value } : {}),
      ...('value' in requests ? { toApprove: requests.value } : {}),
      ...('value' in findings ? { findingSight: findings.value } : {}),
      missing: [
        ...this.#missing('certificates', signing),
        ...this.#missing('findings', findings),
        ...this.#missing('machines', findings),
        ...this.#missing('remoteLinks', links),
        ...this.#missing('requests', requests),
      ],
    };
    return this.#show(caller, sight, parts);
  }

  /** Answers, and has it remembered that the user was shown this. */
  #show(
    { user }: Caller,
    sight: FleetSight,
    parts: OverviewParts,
  ): ReadyAnswer {
    const make = (now: OverviewParts) =>
      readyAnswer(composeOverview(this.#sources, sight, now), sight.decision);
    const shown = make(parts);
    if (user) {
      this.#sources.onShown({
        user,
        question: 'fleet-overview',
        etag: shown.etag,
        kinds: new Map(
          sight.clusters().map(({ details }) => [details.name, TOLD_KINDS]),
        ),
        look: () =>
          make({ ...parts, findingSight: parts.findingSight?.renewed() }),
      });
    }
    return shown;
  }

  #missing(part: FleetPart, reading: Reading<unknown>): FleetMissingPart[] {
    switch (reading.state) {
      case 'read':
        return [];
      case 'pending':
        return [
          {
            part,
            state: 'pending',
            why: 'Clusters are being asked; it takes longer than usual.',
          },
        ];
      default: {
        const { error } = reading;
        if (error instanceof NotAllowedError) {
          return [{ part, state: 'forbidden', why: error.message }];
        }
        this.#sources.onFailure(part, error);
        return [
          {
            part,
            state: 'failed',
            why: 'It could not be read; the log of the backend says why.',
          },
        ];
      }
    }
  }
}

async function settled<T>(making: Promise<T>): Promise<Reading<T>> {
  try {
    return { state: 'read', value: await making };
  } catch (error) {
    return { state: 'failed', error: error as Error };
  }
}
