import { Certificate } from '../../certificate/Certificate';
import { BundleFinding } from '../BundleFinding';
import { BundleCheck, refused, warned } from './ReadBundle';
import { reachOf } from './paths';

const file = 'cert-chain.pem';
const ORDER =
  'Put ca-cert.pem first, then the authority that issued it, and so on; leave the root to root-cert.pem.';

/** Workloads send their certificate with this file after it. */
export const beginsWithOurs: BundleCheck = ({ own, chain }) => {
  if (chain[0].equals(own)) {
    return [];
  }
  return [
    chain.some(one => one.equals(own))
      ? refused({
          code: 'chain-order',
          file,
          text: `cert-chain.pem begins with ${chain[0].subjectText}, not with ours: istiod takes the life of workload certificates and its expiry metric from the first.`,
          mend: ORDER,
        })
      : refused({
          code: 'chain-without-ours',
          file,
          text: `cert-chain.pem does not hold ${own.subjectText}: workloads would send a chain without their issuer, and every mTLS call fails. istiod takes it.`,
          mend: ORDER,
        }),
  ];
};

/** Each certificate is issued by the next. */
export const isInOrder: BundleCheck = ({ own, chain, path }) => {
  if (!path || !chain[0].equals(own)) {
    return [];
  }
  const places = chain.map(one => path.findIndex(step => step.equals(one)));
  const inPath = places.filter(place => place >= 0);
  return inPath.every(
    (place, index) => index === 0 || inPath[index - 1] <= place,
  )
    ? []
    : [
        refused({
          code: 'chain-order',
          file,
          text: 'The certificates in cert-chain.pem do not follow each other from ours upwards.',
          mend: ORDER,
        }),
      ];
};

function extraFinding(
  one: Certificate,
  index: number,
  chain: Certificate[],
): BundleFinding {
  return chain.findIndex(other => other.equals(one)) < index
    ? warned({
        code: 'chain-duplicate',
        file,
        text: `${one.subjectText} stands in cert-chain.pem more than once; every workload sends it each time.`,
        mend: 'Leave it in once.',
      })
    : warned({
        code: 'chain-unrelated',
        file,
        text: `${one.subjectText} in cert-chain.pem does not lead from ours to a root; every workload sends it in vain.`,
        mend: 'Take it out.',
      });
}

/** Nothing twice, and nothing that leads nowhere. */
export const hasNothingElse: BundleCheck = ({ chain, path }) =>
  chain.flatMap((one, index) => {
    const repeated = chain.findIndex(other => other.equals(one)) < index;
    const unrelated = path && !path.some(step => step.equals(one));
    return repeated || unrelated ? [extraFinding(one, index, chain)] : [];
  });

/** Why nobody here is the issuer of the last that was reached. */
function issuerFinding(
  top: Certificate,
  others: readonly Certificate[],
): BundleFinding {
  const namesakes = others.filter(one => one.subject.equals(top.issuer));
  if (namesakes.some(one => top.isSignedBy(one))) {
    return refused({
      code: 'key-id-mismatch',
      file,
      text: `${top.subjectText} names another key identifier than ${top.issuerText} has, which signed it: OpenSSL and Envoy do not take it for the issuer. Go does, so istiod starts.`,
      mend: 'Have it issued again by the authority that is in the chain.',
    });
  }
  return namesakes.length
    ? refused({
        code: 'issuer-another-key',
        file,
        text: `${top.subjectText} was not issued by the ${top.issuerText} that is here: the name is the same, the key is another.`,
        mend: 'Put in the certificate of the authority that issued it.',
      })
    : refused({
        code: 'chain-incomplete',
        file,
        text: `The chain ends at ${top.subjectText}: its issuer, ${top.issuerText}, is neither in cert-chain.pem nor in root-cert.pem.`,
        mend: 'Put every authority between ours and the root into cert-chain.pem, and the root into root-cert.pem.',
      });
}

/** The chain leads to a root that is trusted. */
export const reachesRoot: BundleCheck = ({ own, chain, roots, path }) => {
  if (path) {
    return [];
  }
  const reached = reachOf(own, chain);
  const top = reached[reached.length - 1];
  if (top.selfSigned) {
    return [
      refused({
        code: 'root-unrelated',
        file: 'root-cert.pem',
        text: `The chain leads to ${top.subjectText}, which is none of the roots in root-cert.pem.`,
        mend: 'Add that root to root-cert.pem, beside the roots that proxies trust now.',
      }),
    ];
  }
  return [issuerFinding(top, [...chain, ...roots])];
};
