import { Certificate } from '../../certificate/Certificate';
import { BundleFinding } from '../BundleFinding';
import { CaFile } from '../CaBundle';
import { authorityFindings } from './authority';
import { BundleCheck, ReadBundle, refused, warned } from './ReadBundle';

const ISSUE_AGAIN = 'Have it issued again';

/** The file in which a step of the path is mended. */
function fileOf(
  step: number,
  path: Certificate[],
  { roots }: Pick<ReadBundle, 'roots'>,
): CaFile {
  if (step === 0) {
    return 'ca-cert.pem';
  }
  return roots.some(root => root.equals(path[step]))
    ? 'root-cert.pem'
    : 'cert-chain.pem';
}

function pathLengths(path: Certificate[], bundle: ReadBundle): BundleFinding[] {
  return path.flatMap((authority, step) => {
    const limit = authority.basicConstraints?.pathLength;
    // Authorities that issued themselves anew are not counted (RFC 5280, 6.1.4).
    const below = path
      .slice(0, step)
      .filter(one => !one.subject.equals(one.issuer)).length;
    return limit !== undefined && limit < below
      ? [
          refused({
            code: 'path-length',
            file: fileOf(step, path, bundle),
            text: `${authority.subjectText} allows ${limit} authorities below it, and there are ${below}. istiod takes it, every workload certificate fails.`,
            mend: 'Use an authority whose path length has room for an intermediate.',
          }),
        ]
      : [];
  });
}

function nesting(path: Certificate[], bundle: ReadBundle): BundleFinding[] {
  const [own, ...above] = path;
  const first = above.find(one => one.notAfter < own.notAfter);
  const outlived: BundleFinding[] = first
    ? [
        refused({
          code: 'outlives-issuer',
          file: 'ca-cert.pem',
          text: `${
            own.subjectText
          } lives until ${own.notAfter.toISOString()}, but ${
            first.subjectText
          } above it ends on ${first.notAfter.toISOString()}. On that day the whole mesh stops, and istiod does not see it coming.`,
          mend: `${ISSUE_AGAIN} with a life that ends before every authority above it.`,
        }),
      ]
    : [];
  const others = above.flatMap((one, index) => {
    const issuer = above[index + 1];
    return issuer && issuer.notAfter < one.notAfter
      ? [
          warned({
            code: 'issuer-outlives-its-issuer',
            file: fileOf(index + 1, path, bundle),
            text: `${one.subjectText} ends after its issuer ${
              issuer.subjectText
            }, which ends on ${issuer.notAfter.toISOString()}: that date is the one that counts.`,
            mend: 'Reckon with the earlier date.',
          }),
        ]
      : [];
  });
  return [...outlived, ...others];
}

function anchorFindings(anchor: Certificate): BundleFinding[] {
  return anchor.selfSigned
    ? []
    : [
        refused({
          code: 'root-not-self-signed',
          file: 'root-cert.pem',
          text: `${anchor.subjectText} in root-cert.pem is no root: ${anchor.issuerText} issued it. Strict verifiers refuse it, and the mesh could not change that authority without a change of roots.`,
          mend: 'Put the self-signed root at the end of the chain into root-cert.pem.',
        }),
      ];
}

/** Everything that must hold along one path from ours to an anchor. */
export function pathFindings(
  path: Certificate[],
  bundle: ReadBundle,
): BundleFinding[] {
  return [
    ...path.flatMap((one, step) =>
      authorityFindings(one, fileOf(step, path, bundle), {
        now: bundle.now,
        isAnchor: step === path.length - 1,
      }),
    ),
    ...pathLengths(path, bundle),
    ...nesting(path, bundle),
    ...anchorFindings(path[path.length - 1]),
  ];
}

/** What holds of ours, and of the path where there is one. */
export const holdsUpToRoot: BundleCheck = bundle =>
  bundle.path
    ? pathFindings(bundle.path, bundle)
    : authorityFindings(bundle.own, 'ca-cert.pem', {
        now: bundle.now,
        isAnchor: false,
      });
