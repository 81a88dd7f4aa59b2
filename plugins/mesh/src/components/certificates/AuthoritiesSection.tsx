import { Text } from '@backstage/ui';
import { ConfiguredAuthority } from '@meshport/backstage-plugin-mesh-common';
import { Words, useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { ScrollTable } from '../remote-clusters/ScrollTable';
import { Section } from '../requests/Section';
import { EndText } from './EndText';
import layout from '../remote-clusters/remote.module.css';

/** What a type of provider is called by people; a type that others brought goes by its name. */
export function providerWords(provider: string, { t }: Pick<Words, 't'>) {
  switch (provider) {
    case 'local':
      return t('certificates.authorities.provided.local');
    case 'reference':
      return t('certificates.authorities.provided.reference');
    case 'aws-pca':
      return t('certificates.authorities.provided.awsPca');
    case 'gcp-cas':
      return t('certificates.authorities.provided.gcpCas');
    default:
      return provider;
  }
}

/** The configured authorities: for whom, until when, and whether they can issue. */
export function AuthoritiesSection(props: {
  authorities: ConfiguredAuthority[];
}) {
  const words = useWords();
  const { t } = words;
  const { authorities } = props;
  return (
    <Section title={t('certificates.authorities.title')}>
      {authorities.length === 0 ? (
        <Text as="p" variant="body-small">
          {t('certificates.authorities.none')}
        </Text>
      ) : (
        <ScrollTable label={t('certificates.authorities.table')}>
          <thead>
            <tr>
              <th scope="col">{t('certificates.authorities.name')}</th>
              <th scope="col">{t('certificates.authorities.provider')}</th>
              <th scope="col">{t('certificates.authorities.clusters')}</th>
              <th scope="col">{t('certificates.authorities.ends')}</th>
              <th scope="col">{t('certificates.authorities.state')}</th>
            </tr>
          </thead>
          <tbody>
            {authorities.map(one => (
              <tr key={one.name}>
                <th scope="row">
                  {one.title ?? one.name}
                  {one.description && (
                    <Text as="p" variant="body-small" color="secondary">
                      {t('certificates.authorities.key', {
                        algorithm: one.description.keyAlgorithm,
                        subject: one.description.subject,
                      })}
                    </Text>
                  )}
                </th>
                <td>{providerWords(one.provider, words)}</td>
                <td>{one.clusters.join(', ')}</td>
                <td>
                  <EndText ends={one.description?.notAfter} />
                </td>
                <td>
                  <Standing authority={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Section>
  );
}

function Standing({ authority }: { authority: ConfiguredAuthority }) {
  const { t } = useWords();
  const { usable, usableWhy, unable, unfit, description } = authority;
  const lines: [Status, string][] = [];
  if (!usable) {
    lines.push(['locked', usableWhy ?? t('certificates.authorities.notYours')]);
  } else if (unable) {
    lines.push(['bad', unable]);
  } else {
    lines.push(['ok', t('certificates.authorities.able')]);
  }
  if (unfit) {
    lines.push(['warning', unfit]);
  }
  (description?.limits ?? []).forEach(one => lines.push(['off', one]));
  return (
    <div className={layout.cell}>
      {lines.map(([status, text]) => (
        <div key={text} className={layout.line}>
          <StatusIcon status={status} />
          <Text as="p" variant="body-small">
            {text}
          </Text>
        </div>
      ))}
    </div>
  );
}
