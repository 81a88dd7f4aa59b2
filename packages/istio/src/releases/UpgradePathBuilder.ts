import { statusOn } from './assessVersion';
import { newestBuild } from './builds';
import { flavourName } from './flavours';
import { compareBuilds, IstioFlavour, parseIstioVersion } from './istioVersion';
import { fitOf } from './kubernetesFit';
import {
  compareMinors,
  kubernetesMinor,
  minorNumbers,
  minorOf,
  minorsText,
} from './minors';
import type { MinorRelease } from './supportTable';
import type { UpgradePath, UpgradeQuestion, UpgradeStep } from './upgradeSteps';

const DAY_MS = 86_400_000;
/** As long before its end a version is no good end of a path, in days. */
const SOON_DAYS = 60;

/** Puts the steps together. */
export class UpgradePathBuilder {
  readonly #steps: UpgradeStep[] = [];
  readonly #cautions: string[] = [];
  #kubernetes: string | undefined;

  constructor(
    private readonly question: UpgradeQuestion,
    private readonly flavour: IstioFlavour,
    private readonly target: MinorRelease,
    private readonly end: string,
  ) {
    this.#kubernetes =
      question.kubernetes === undefined
        ? undefined
        : kubernetesMinor(question.kubernetes);
  }

  build(): UpgradePath {
    const { from, table } = this.question;
    this.#startWithProxies();
    let running = from;
    for (const minor of minorsBetween(minorOf(from)!, this.target.minor)) {
      const release = table.find(one => one.minor === minor);
      const isLast = minor === this.target.minor;
      const next = isLast
        ? this.end
        : (release && newestBuild(release, this.flavour)?.version) ?? minor;
      this.#upgrade(running, next, release, isLast);
      running = next;
    }
    this.#onPlace(running);
    this.#sayEnd();
    return {
      state: this.#steps.length > 0 ? 'path' : 'upToDate',
      summary: this.#summary(),
      from,
      to: this.end,
      steps: this.#steps,
      cautions: this.#cautions,
    };
  }

  /** Proxies of an older minor than the control plane's would be two behind the next. */
  #startWithProxies(): void {
    const { from, proxies = [] } = this.question;
    const minor = minorOf(from)!;
    const minors = new Set(proxies.flatMap(one => minorOf(one) ?? []));
    const old = [...minors].filter(one => compareMinors(one, minor) < 0);
    const ahead = [...minors].filter(one => compareMinors(one, minor) > 0);
    if (ahead.length > 0) {
      this.#cautions.push(
        `Proxies of ${minorsText(
          ahead,
        )} are newer than the control plane, which Istio does not support; the first step of the control plane is urgent.`,
      );
    }
    if (old.length > 0) {
      this.#steps.push({
        kind: 'dataPlane',
        from: minorsText(old),
        to: from,
        why: `Proxies of ${minorsText(
          old,
        )} are older than the control plane’s ${minor}; a proxy may be one minor version behind its control plane and no more, so they come first.`,
        cautions: [],
      });
    }
  }

  #upgrade(
    running: string,
    next: string,
    release: MinorRelease | undefined,
    isLast: boolean,
  ): void {
    const cautions = release ? this.#kubernetesFor(running, release) : [];
    const minor = minorOf(next)!;
    if (!release) {
      cautions.push(
        `Nothing is known of ${minor}, so its patches and the versions of Kubernetes that it supports have to be looked up.`,
      );
    } else if (next === minor) {
      cautions.push(
        `Which build of ${flavourName(
          this.flavour,
        )} there is of ${minor} is not known; take the newest that its distributor names.`,
      );
    }
    this.#steps.push({
      kind: 'controlPlane',
      from: running,
      to: next,
      why: isLast
        ? `This is the version that the path leads to.`
        : `The control plane goes one minor version at a time.`,
      cautions,
    });
    this.#steps.push({
      kind: 'dataPlane',
      from: running,
      to: next,
      why: isLast
        ? 'Proxies take over a new version only when their pods are made anew.'
        : `The next version of the control plane is two minor versions ahead of proxies of ${minorOf(
            running,
          )}.`,
      cautions: [],
    });
  }

  /** Within a minor: to its patch that is asked for, and onto a Kubernetes that it supports. */
  #onPlace(running: string): void {
    const { from } = this.question;
    if (running !== from || minorOf(from) !== this.target.minor) {
      return;
    }
    const order = compareBuilds(this.end, from);
    const isOther =
      this.end !== this.target.minor &&
      (order === undefined ||
        order > 0 ||
        (order === 0 && this.flavour !== parseIstioVersion(from).flavour));
    const cautions = this.#kubernetesFor(from, this.target);
    if (!isOther) {
      this.#cautions.push(...cautions);
      return;
    }
    this.#steps.push(
      {
        kind: 'controlPlane',
        from,
        to: this.end,
        why: 'It is a patch of the same minor version.',
        cautions,
      },
      {
        kind: 'dataPlane',
        from,
        to: this.end,
        why: 'Proxies take over a new version only when their pods are made anew.',
        cautions: [],
      },
    );
  }

  /** Brings Kubernetes to what a minor asks for; what cannot be helped comes back. */
  #kubernetesFor(running: string, release: MinorRelease): string[] {
    const { fit, supported } = fitOf(
      release,
      this.#kubernetes,
      this.#newestOf(release),
    );
    if (!supported) {
      return [
        `Which versions of Kubernetes ${release.minor} supports is not known.`,
      ];
    }
    if (this.#kubernetes === undefined) {
      return [
        `Istio ${release.minor} is supported on Kubernetes ${minorsText(
          supported,
        )}; which version runs here is not known.`,
      ];
    }
    const oldest = supported[0];
    while (compareMinors(this.#kubernetes, oldest) < 0) {
      this.#raiseKubernetes(running, release.minor, oldest);
    }
    return fit === 'tooNew' || !supported.includes(this.#kubernetes)
      ? [
          `Istio ${release.minor} is supported on Kubernetes ${minorsText(
            supported,
          )}, and this cluster runs ${
            this.#kubernetes
          }: try this step on a test cluster first, and do not stay on it.`,
        ]
      : [];
  }

  #newestOf(release: MinorRelease) {
    return release.flavours?.[this.flavour]?.builds[0];
  }

  #raiseKubernetes(running: string, minor: string, oldest: string): void {
    const from = this.#kubernetes!;
    const [major, number] = minorNumbers(from);
    const [oldestMajor] = minorNumbers(oldest);
    const to = major === oldestMajor ? `${major}.${number + 1}` : oldest;
    const now = this.question.table.find(one => one.minor === minorOf(running));
    const newest = now && fitOf(now, to, this.#newestOf(now)).supported?.at(-1);
    this.#steps.push({
      kind: 'kubernetes',
      from,
      to,
      why: `Istio ${minor} needs Kubernetes ${oldest} or newer, and Kubernetes goes one minor version at a time.`,
      cautions:
        newest && compareMinors(to, newest) > 0
          ? [
              `Istio ${minorOf(
                running,
              )}, which still runs then, is not supported on Kubernetes ${to}; go on to the next step of Istio soon.`,
            ]
          : [],
    });
    this.#kubernetes = to;
  }

  #sayEnd(): void {
    const { today } = this.question;
    const own = this.target.flavours?.[this.flavour]?.endOfLife;
    const endOfLife = own ?? this.target.endOfLife;
    if (statusOn(today, endOfLife) === 'endOfLife') {
      this.#cautions.push(
        `${this.target.minor} is past its end of life (${endOfLife}); choose a newer minor version.`,
      );
    } else if (
      endOfLife &&
      Date.parse(endOfLife) - today.getTime() < SOON_DAYS * DAY_MS
    ) {
      this.#cautions.push(
        `${this.target.minor} is supported until ${endOfLife} only; plan the next upgrade with this one.`,
      );
    }
  }

  #summary(): string {
    const { from } = this.question;
    const count = (kind: UpgradeStep['kind']) =>
      this.#steps.filter(one => one.kind === kind).length;
    if (this.#steps.length === 0) {
      return `${from} is the newest that is known of ${this.target.minor}.`;
    }
    const planes = count('controlPlane');
    const kubernetes = count('kubernetes');
    if (planes === 0) {
      return `The control plane stays at ${from}; bring ${
        kubernetes > 0 ? 'Kubernetes' : 'the proxies'
      } to it.`;
    }
    return `From ${from} to ${this.end} in ${planes} ${
      planes === 1 ? 'step' : 'steps'
    } of the control plane${
      kubernetes > 0
        ? `, with Kubernetes raised ${kubernetes} ${
            kubernetes === 1 ? 'time' : 'times'
          } on the way`
        : ''
    }.`;
  }
}

/** The minors after one up to another. */
function minorsBetween(from: string, to: string): string[] {
  const [major, start] = minorNumbers(from);
  const [, end] = minorNumbers(to);
  return Array.from(
    { length: Math.max(0, end - start) },
    (_, index) => `${major}.${start + index + 1}`,
  );
}
