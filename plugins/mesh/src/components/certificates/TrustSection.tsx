import { Text } from '@backstage/ui';
import {
  CertificateView,
  ClusterCertificates,
  ClusterCertificatesDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import { inPairs } from './certificateStanding';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** The roots that proxies are given, against those in the Secret. */
export function TrustSection(props: {
  certificates: ClusterCertificates;
  details: NonNullable<ClusterCertificatesDetail['details']>;
}) {
  const { certificates, details } = props;
  const { t } = useWords();
  const { roots, rootsWhy, source } = certificates;
  const { rootsInSecret, rootsAgree } = details;
  return (
    <Section title={t('certificates.trust.title')}>
      <h4 className={styles.subtitle}>{t('certificates.trust.given')}</h4>
      {roots ? (
        <Roots roots={roots} />
      ) : (
        <Text as="p" variant="body-small">
          {t('certificates.trust.none', { why: rootsWhy ?? '' })}
        </Text>
      )}
      {source === 'plugged' && rootsInSecret && (
        <>
          <h4 className={styles.subtitle}>
            {t('certificates.trust.inSecret')}
          </h4>
          <Roots roots={rootsInSecret} />
        </>
      )}
      {(source === 'plugged' || source === 'unknown') && (
        <Agreement agree={rootsAgree} />
      )}
    </Section>
  );
}

function Agreement({ agree }: { agree: boolean | undefined }) {
  const { t } = useWords();
  if (agree === undefined) {
    return <Line status="unknown" text={t('certificates.trust.notCompared')} />;
  }
  return agree ? (
    <Line status="ok" text={t('certificates.trust.agree')} />
  ) : (
    <Line status="bad" text={t('certificates.trust.differ')} />
  );
}

function Line(props: { status: 'ok' | 'bad' | 'unknown'; text: string }) {
  return (
    <div className={layout.line}>
      <StatusIcon status={props.status} />
      <Text as="p" variant="body-small">
        {props.text}
      </Text>
    </div>
  );
}

function Roots({ roots }: { roots: CertificateView[] }) {
  const { t, day } = useWords();
  return (
    <ul className={layout.rows}>
      {roots.map(({ fingerprint, subject, notAfter, publicKey }) => (
        <li key={fingerprint} className={layout.cell}>
          <Text as="p" variant="body-small">
            {t('certificates.trust.ends', {
              subject,
              day: day(Date.parse(notAfter)),
            })}
          </Text>
          <span className={styles.print}>{inPairs(publicKey)}</span>
        </li>
      ))}
    </ul>
  );
}
