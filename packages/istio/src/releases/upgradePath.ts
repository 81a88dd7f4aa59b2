import { statusOn } from './assessVersion';
import { newestBuild } from './builds';
import { compareBuilds, parseIstioVersion } from './istioVersion';
import { fitOf } from './kubernetesFit';
import { compareMinors, minorNumbers, minorOf } from './minors';
import type { MinorRelease, SupportTable } from './supportTable';
import { UpgradePathBuilder } from './UpgradePathBuilder';
import type { UpgradePath, UpgradeQuestion } from './upgradeSteps';

/**
 * The steps from a version of Istio to another: one minor version at a time, the
 * control plane before its proxies (which may be one minor behind it and never
 * ahead), Kubernetes one minor at a time and only where the next minor of Istio
 * asks for it. Never throws.
 *
 * @public
 */
export function upgradePath(question: UpgradeQuestion): UpgradePath {
  const { from, to, table } = question;
  const start = parseIstioVersion(from);
  const none = (state: UpgradePath['state'], summary: string): UpgradePath => ({
    state,
    summary,
    from,
    steps: [],
    cautions: [],
  });
  if (!start.minor) {
    return none(
      'notKnown',
      `${quote(
        from,
      )} is no version that can be read, so no path is known from it.`,
    );
  }
  const flavour = question.flavour ?? start.flavour;
  const target =
    to === undefined ? newestSupported(question) : wanted(to, table);
  if (!target) {
    return to === undefined
      ? none(
          'notKnown',
          `No minor version that is known is supported today and as new as ${from}; the support data may be old (mesh.releases).`,
        )
      : none(
          'refused',
          `${quote(
            to,
          )} is no version of a release that is known; choose one of ${table
            .map(({ minor }) => minor)
            .join(', ')}, or a patch of these.`,
        );
  }
  if (minorNumbers(target.minor)[0] !== minorNumbers(start.minor)[0]) {
    return none(
      'refused',
      `${from} and ${target.minor} are of different major versions.`,
    );
  }
  const named = to !== undefined && parseIstioVersion(to).patch !== undefined;
  const newest = newestBuild(target, flavour)?.version ?? target.minor;
  const end = named ? to : endOf(from, newest, target.minor);
  const isBack =
    compareMinors(target.minor, start.minor) < 0 ||
    (named && (compareBuilds(to, from) ?? 0) < 0);
  if (isBack) {
    return none('refused', `${end} is older than ${from}, which runs.`);
  }
  return new UpgradePathBuilder(question, flavour, target, end).build();
}

/** What runs is the end where it is newer than what is known of its minor. */
function endOf(from: string, newest: string, minor: string): string {
  return minorOf(from) === minor && (compareBuilds(newest, from) ?? 0) < 0
    ? from
    : newest;
}

/** The newest minor that is supported and no older; one on which this Kubernetes runs goes first. */
function newestSupported({
  from,
  flavour: asked,
  kubernetes,
  today,
  table,
}: UpgradeQuestion): MinorRelease | undefined {
  const { minor, flavour: its } = parseIstioVersion(from);
  const flavour = asked ?? its;
  const supported = [...table]
    .sort((a, b) => compareMinors(b.minor, a.minor))
    .filter(
      one =>
        compareMinors(one.minor, minor!) >= 0 &&
        minorNumbers(one.minor)[0] === minorNumbers(minor!)[0] &&
        statusOn(today, one.flavours?.[flavour]?.endOfLife ?? one.endOfLife) ===
          'supported',
    );
  const built = supported.filter(
    one => flavour === 'other' || newestBuild(one, flavour),
  );
  const candidates = built.length > 0 ? built : supported;
  return (
    candidates.find(one => fitOf(one, kubernetes).fit !== 'tooNew') ??
    candidates[0]
  );
}

function wanted(to: string, table: SupportTable): MinorRelease | undefined {
  const minor = minorOf(to);
  return table.find(one => one.minor === minor);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
