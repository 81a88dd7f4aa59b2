import { Certificate } from '../../certificate/Certificate';
import { BundleFinding } from '../BundleFinding';
import { BundleCheck, refused, warned } from './ReadBundle';

const file = 'root-cert.pem';

function rootFindings(
  root: Certificate,
  isAnchor: boolean,
  now: Date,
): BundleFinding[] {
  if (isAnchor) {
    // Judged as the end of the path.
    return [];
  }
  if (!root.selfSigned) {
    return [
      refused({
        code: 'root-not-self-signed',
        file,
        text: `${root.subjectText} in root-cert.pem is no root: ${root.issuerText} issued it.`,
        mend: 'Put its self-signed root in its place, or take it out.',
      }),
    ];
  }
  return root.notAfter < now
    ? [
        warned({
          code: 'root-ended',
          file,
          text: `${
            root.subjectText
          } in root-cert.pem ended on ${root.notAfter.toISOString()}; nothing below it is trusted any more.`,
          mend: 'Take it out when nothing runs with a certificate below it.',
        }),
      ]
    : [];
}

/** Roots beside the one that ours leads to. */
export const otherRoots: BundleCheck = ({ roots, path, now }) => {
  const anchor = path?.[path.length - 1];
  return roots.flatMap(root =>
    rootFindings(root, Boolean(anchor?.equals(root)), now),
  );
};

/** The same root twice does no harm, but changes how bytes are compared. */
export const rootsOnce: BundleCheck = ({ roots }) =>
  roots.flatMap((root, index) =>
    roots.findIndex(other => other.equals(root)) < index
      ? [
          warned({
            code: 'root-duplicate',
            file,
            text: `${root.subjectText} stands in root-cert.pem more than once.`,
            mend: 'Leave it in once.',
          }),
        ]
      : [],
  );

/** Two roots of one name are told apart by key identifiers alone. */
export const rootsToldApart: BundleCheck = ({ roots }) =>
  roots.flatMap((root, index) => {
    const twin = roots
      .slice(0, index)
      .find(
        other =>
          other.subject.equals(root.subject) &&
          !other.spki.equals(root.spki) &&
          !(
            other.subjectKey &&
            root.subjectKey &&
            other.subjectKey !== root.subjectKey
          ),
      );
    return twin
      ? [
          refused({
            code: 'roots-same-name',
            file,
            text: `Two roots in root-cert.pem are called ${root.subjectText} and have no key identifiers that tell them apart: a verifier may try the wrong one and give up.`,
            mend: 'Give the new root another name, or a subject key identifier.',
          }),
        ]
      : [];
  });
