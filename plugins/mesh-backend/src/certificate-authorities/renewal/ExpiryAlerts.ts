import { LoggerService } from '@backstage/backend-plugin-api';
import { AlertSettings } from './alertSettings';
import { CaAlerts } from './CaAlerts';
import { alertStages, reached, Stage, untilThen } from './stages';
import { WatchedCertificate, WatchedPlane } from './watched';

/** A certificate with the control planes that depend on it. */
interface Dependence {
  certificate: WatchedCertificate;
  planes: WatchedPlane[];
}

const TITLES: Record<WatchedCertificate['role'], string> = {
  intermediate: 'The certificate authority',
  issuer: 'The issuer of the certificate authority',
  root: 'The root',
};

const MEANS: Record<WatchedCertificate['role'], string> = {
  intermediate:
    'From then on istiod signs nothing that is valid: calls fail as the certificates of workloads end. Renew it under the same root.',
  issuer:
    'What stands below it ends with it, whatever its own certificate says. Have it renewed where it is kept, then renew the authorities below.',
  root: 'Every call of the mesh fails from then on. Change the root by the guided way, which takes at least twice the life of a workload’s certificate.',
};

/**
 * Tells of authorities, issuers and roots that end, whoever issued them: once
 * at each threshold, once for a certificate that several clusters share.
 */
export class ExpiryAlerts {
  readonly #watched: () => Promise<{
    planes: WatchedPlane[];
    unread: { cluster: string; why: string }[];
  }>;
  readonly #alerts: CaAlerts;
  readonly #settings: AlertSettings;
  readonly #ownersOf: (cluster: string, namespace: string) => readonly string[];
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #unread = new Map<string, string>();
  #running: Promise<void> | undefined;

  constructor(options: {
    watched: () => Promise<{
      planes: WatchedPlane[];
      unread: { cluster: string; why: string }[];
    }>;
    alerts: CaAlerts;
    settings: AlertSettings;
    ownersOf: (cluster: string, namespace: string) => readonly string[];
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#watched = options.watched;
    this.#alerts = options.alerts;
    this.#settings = options.settings;
    this.#ownersOf = options.ownersOf;
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** Looks at every control plane; one run at a time, on as many instances as there are. */
  run(): Promise<void> {
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runOnce(): Promise<void> {
    const { planes, unread } = await this.#watched();
    this.#sayUnread(unread);
    for (const dependence of byCertificate(planes)) {
      await this.#look(dependence);
    }
  }

  async #look({ certificate, planes }: Dependence): Promise<void> {
    const now = this.#now();
    const stages = alertStages(certificate, this.#settings.days);
    const stage = reached(stages, now).at(-1);
    if (!stage) {
      return;
    }
    const clusters = [...new Set(planes.map(({ cluster }) => cluster))];
    const { notAfter, subject, fingerprint } = certificate;
    const places = clusters.join(', ');
    const end =
      notAfter <= now ? 'has ended' : `ends ${untilThen(notAfter, now)}`;
    await this.#alerts.tell({
      subject: fingerprint,
      stage: stage.key,
      severity: severityOf(stage, stages),
      title: `${TITLES[certificate.role]} of ${places} ${end}`,
      description: `${subject}: ${new Date(notAfter).toISOString()}. ${
        MEANS[certificate.role]
      }`,
      link:
        clusters.length === 1
          ? `/mesh/certificates/${encodeURIComponent(clusters[0])}`
          : '/mesh/certificates',
      recipients: [
        ...this.#settings.recipients,
        ...planes.flatMap(({ cluster, namespace }) =>
          this.#ownersOf(cluster, namespace),
        ),
      ],
    });
  }

  /** What is not read is not watched: said once, until it changes. */
  #sayUnread(unread: { cluster: string; why: string }[]): void {
    const before = new Map(this.#unread);
    this.#unread.clear();
    for (const { cluster, why } of unread) {
      this.#unread.set(cluster, why);
      if (before.get(cluster) !== why) {
        this.#logger.warn(
          `the end of the certificate authority of ${cluster} is not watched: ${why}`,
        );
      }
    }
  }
}

/** The first word is a hint, the last one an outage. */
function severityOf(
  stage: Stage,
  stages: readonly Stage[],
): 'normal' | 'high' | 'critical' {
  if (stage.key === 'ended') {
    return 'critical';
  }
  return stage === stages[0] ? 'normal' : 'high';
}

function byCertificate(planes: readonly WatchedPlane[]): Dependence[] {
  const found = new Map<string, Dependence>();
  for (const plane of planes) {
    for (const certificate of plane.certificates) {
      const one = found.get(certificate.fingerprint);
      if (one) {
        one.planes.push(plane);
      } else {
        found.set(certificate.fingerprint, { certificate, planes: [plane] });
      }
    }
  }
  return [...found.values()];
}
