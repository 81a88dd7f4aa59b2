import { Text } from '@backstage/ui';
import { EgressCredential } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Section } from '../requests/Section';
import { Certificate } from './Certificate';
import styles from './egress.module.css';

/** The certificates that a gateway needs, and when they end. */
export function CertificatesSection(props: {
  credentials: EgressCredential[];
}) {
  const { credentials } = props;
  const { t } = useWords();
  return (
    <Section title={t('egress.certificate.title')}>
      {credentials.length === 0 ? (
        <Text as="p" variant="body-small">
          {t('egress.certificate.none')}
        </Text>
      ) : (
        <ul className={styles.list}>
          {credentials.map(credential => (
            <li key={`${credential.namespace}/${credential.name}`}>
              <Certificate credential={credential} isWhole />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
