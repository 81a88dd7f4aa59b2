import { Text } from '@backstage/ui';
import {
  ClusterCertificates,
  CommonRoots,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { ScrollTable } from '../remote-clusters/ScrollTable';
import { Section } from '../requests/Section';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** Which cluster trusts which root, and which pairs trust none in common. */
export function CommonRootsSection(props: {
  items: ClusterCertificates[];
  commonRoots: CommonRoots;
}) {
  const { items, commonRoots } = props;
  const { t, day } = useWords();
  const { roots, pairs } = commonRoots;
  const apart = pairs.filter(({ common }) => common === false);
  const open = pairs.filter(({ common }) => common === undefined);
  return (
    <Section title={t('certificates.roots.title')}>
      <Text as="p" variant="body-small" color="secondary">
        {t('certificates.roots.about')}
      </Text>
      {pairs.length > 0 && apart.length + open.length === 0 && (
        <div className={layout.line}>
          <StatusIcon status="ok" />
          <Text as="p" variant="body-small">
            {t('certificates.roots.all')}
          </Text>
        </div>
      )}
      {[...apart, ...open].map(({ clusters: [one, other], common }) => (
        <div key={`${one} ${other}`} className={layout.line}>
          <StatusIcon status={common === false ? 'warning' : 'unknown'} />
          <Text as="p" variant="body-small">
            {t(
              common === false
                ? 'certificates.roots.apart'
                : 'certificates.roots.open',
              { one, other },
            )}
          </Text>
        </div>
      ))}
      {roots.length === 0 ? (
        <Text as="p" variant="body-small">
          {t('certificates.roots.none')}
        </Text>
      ) : (
        <div className={styles.matrix}>
          <ScrollTable label={t('certificates.roots.table')}>
            <thead>
              <tr>
                <th scope="col">{t('certificates.roots.root')}</th>
                {items.map(({ cluster, title }) => (
                  <th key={cluster} scope="col">
                    {title ?? cluster}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {roots.map(root => (
                <tr key={root.fingerprint}>
                  <th scope="row">
                    {t('certificates.trust.ends', {
                      subject: root.subject,
                      day: day(Date.parse(root.notAfter)),
                    })}
                  </th>
                  {items.map(item => (
                    <TrustCell
                      key={item.cluster}
                      known={item.roots !== undefined}
                      trusts={root.clusters.includes(item.cluster)}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </div>
      )}
    </Section>
  );
}

function TrustCell({ known, trusts }: { known: boolean; trusts: boolean }) {
  const { t } = useWords();
  const word = trusts ? 'trusts' : 'not';
  const mark = trusts ? 'ok' : 'off';
  return (
    <td>
      <div className={layout.line}>
        <StatusIcon status={known ? mark : 'unknown'} />
        {t(`certificates.roots.${known ? word : 'unknown'}`)}
      </div>
    </td>
  );
}
