import { Text } from '@backstage/ui';
import {
  CertificateView,
  ClusterCertificates,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import { Section } from '../requests/Section';
import { LifeBar } from './LifeBar';
import { endMark, inPairs, lifeUsed } from './certificateStanding';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** The chain as the control plane hands it to workloads, the signing certificate first. */
export function ChainSection({
  certificates: { chain, chainWhy, roots = [] },
}: {
  certificates: ClusterCertificates;
}) {
  const { t } = useWords();
  if (!chain) {
    return (
      <Section title={t('certificates.chain.title')}>
        <Text as="p" variant="body-small">
          {t('certificates.chain.none', { why: chainWhy ?? '' })}
        </Text>
      </Section>
    );
  }
  // Files need not hold the root; the chain as a person reads it does.
  const last = chain.at(-1);
  const root = last?.selfSigned
    ? undefined
    : roots.find(({ subject }) => subject === last?.issuer);
  return (
    <Section title={t('certificates.chain.title')}>
      <ol className={styles.chain} data-mesh-ca-chain>
        {[...chain, ...(root ? [root] : [])].map((one, index) => (
          <Certificate
            key={`${one.fingerprint} ${index}`}
            certificate={one}
            role={roleOf(one, index)}
          />
        ))}
      </ol>
    </Section>
  );
}

type Role = 'signer' | 'issuer' | 'root';

function roleOf({ selfSigned }: CertificateView, index: number): Role {
  if (index === 0) {
    return 'signer';
  }
  return selfSigned ? 'root' : 'issuer';
}

function Certificate(props: { certificate: CertificateView; role: Role }) {
  const { certificate, role } = props;
  const { t } = useWords();
  const { subject, issuer, selfSigned, pathLength, isCa } = certificate;
  const below =
    pathLength === undefined
      ? t('certificates.chain.pathLengthAny')
      : String(pathLength);
  const facts: [string, string, boolean?][] = [
    [t('certificates.chain.subject'), subject],
    [
      t('certificates.chain.issuedBy'),
      selfSigned ? t('certificates.chain.itself') : issuer,
    ],
    [t('certificates.chain.serial'), inPairs(certificate.serial), true],
    [t('certificates.chain.publicKey'), inPairs(certificate.publicKey), true],
    [t('certificates.chain.key'), certificate.keyAlgorithm],
    [t('certificates.chain.signature'), certificate.signatureAlgorithm],
    [
      t('certificates.chain.pathLength'),
      isCa && pathLength !== 0 ? below : t('certificates.chain.pathLengthNone'),
    ],
  ];
  return (
    <li className={styles.certificate}>
      <h4 className={styles.subtitle}>{t(`certificates.chain.${role}`)}</h4>
      <Life certificate={certificate} />
      <dl className={layout.facts}>
        {facts.map(([name, value, isPrint]) => (
          <Fact key={name} name={name} value={value} isPrint={isPrint} />
        ))}
      </dl>
      <details className={styles.more}>
        <summary>{t('certificates.chain.pem')}</summary>
        {/* It scrolls by keyboard, too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className={styles.pem} tabIndex={0}>
          {certificate.pem}
        </pre>
        <CopyButton text={certificate.pem} />
      </details>
    </li>
  );
}

function Fact(props: { name: string; value: string; isPrint?: boolean }) {
  const { name, value, isPrint } = props;
  return (
    <>
      <dt>{name}</dt>
      <dd className={isPrint ? styles.print : undefined}>{value}</dd>
    </>
  );
}

function Life({ certificate }: { certificate: CertificateView }) {
  const { t, now, day, lasting } = useWords();
  const { notBefore, notAfter } = certificate;
  const used = lifeUsed(certificate, now);
  const end = Date.parse(notAfter);
  let words = t('certificates.chain.used', {
    percent: String(Math.floor(used * 100)),
    left: lasting(2 * now - end),
  });
  if (used < 0) {
    words = t('certificates.chain.early');
  }
  if (used >= 1) {
    words = t('certificates.chain.over');
  }
  const span = t('certificates.chain.from', {
    from: day(Date.parse(notBefore)),
    to: day(end),
  });
  return (
    <div className={layout.cell}>
      <LifeBar
        part={used}
        mark={endMark(notAfter, now)}
        label={`${span}: ${words}`}
      />
      <Text as="p" variant="body-small">
        {span}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {words}
      </Text>
    </div>
  );
}
