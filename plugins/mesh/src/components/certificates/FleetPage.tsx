import { useCallback } from 'react';
import { Container, Link, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  CertificateFleet,
  ClusterCertificates,
} from '@meshport/backstage-plugin-mesh-common';
import { useMeshAnswer } from '../../answers/useMeshAnswer';
import { useNudges } from '../../answers/useNudges';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { meshCertificatesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { AnswerStates } from '../frame/AnswerStates';
import { Alarms } from '../remote-clusters/Alarms';
import { Section } from '../requests/Section';
import { AuthoritiesSection } from './AuthoritiesSection';
import { ClusterRow } from './ClusterRow';
import { CommonRootsSection } from './CommonRootsSection';
import { IssuanceList } from './IssuanceList';
import { RootChangeSection } from './RootChangeSection';
import { Timeline } from './Timeline';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** Where the template that asks for an authority is in a catalog. */
export const CA_TEMPLATE = 'template:default/mesh-ca';

const NOTHING_FILLED_IN = {};
const COLUMNS = ['cluster', 'source', 'ends', 'roots'] as const;

/** Who signs where and until when, who trusts whom, and what needs somebody. */
export function FleetPage() {
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getFleet({ signal }),
    [api],
  );
  const state = useMeshAnswer<ClusterCertificates>(load, useNudges());
  const form = useTemplateForm(CA_TEMPLATE, NOTHING_FILLED_IN);
  return (
    <Container className={layout.page} data-mesh-certificates>
      <header className={layout.top}>
        <div className={layout.cell}>
          <h2 className={layout.heading}>{t('certificates.title')}</h2>
          <Text as="p" variant="body-small" color="secondary">
            {t('certificates.lead')}
          </Text>
        </div>
        {form && (
          <Link href={form} variant="body-medium">
            {t('certificates.issue')} →
          </Link>
        )}
      </header>
      <AnswerStates<ClusterCertificates, CertificateFleet>
        state={state}
        title={t('certificates.title')}
        empty={{
          title: t('certificates.empty.title'),
          titleIn: clusters => t('certificates.empty.titleIn', { clusters }),
          next: t('certificates.empty.next'),
        }}
      >
        {answer => <Fleet fleet={answer} reload={state.retry} />}
      </AnswerStates>
    </Container>
  );
}

function Fleet(props: { fleet: CertificateFleet; reload: () => void }) {
  const { t } = useWords();
  const { items, authorities, commonRoots, orphans } = props.fleet;
  const alarms = items.flatMap(({ cluster, title, alarms: own }) =>
    own.map(alarm => ({
      ...alarm,
      key: `${cluster}/`,
      where: `${title ?? cluster}: `,
    })),
  );
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        <Summary
          clusters={items.length}
          needs={alarms.length + orphans.length}
        />
      </Text>
      {alarms.length > 0 && (
        <Section title={t('certificates.need')}>
          <Alarms alarms={alarms} />
        </Section>
      )}
      {items.map(
        ({ rootChange }) =>
          rootChange && (
            <RootChangeSection
              key={rootChange.requestId}
              change={rootChange}
              isShort
            />
          ),
      )}
      {orphans.length > 0 && (
        <Section title={t('certificates.orphans.title')}>
          <Text as="p" variant="body-small">
            {t('certificates.orphans.about')}
          </Text>
          <IssuanceList issuances={orphans} withCluster />
        </Section>
      )}
      <div>
        <div aria-hidden className={`${styles.row} ${styles.head}`}>
          {COLUMNS.map(column => (
            <Text key={column} as="p" variant="body-small" color="secondary">
              {t(`certificates.column.${column}`)}
            </Text>
          ))}
        </div>
        <ul className={layout.rows}>
          {items.map(one => (
            <ClusterRow key={one.cluster} certificates={one} />
          ))}
        </ul>
      </div>
      <Timeline items={items} />
      <CommonRootsSection items={items} commonRoots={commonRoots} />
      <AuthoritiesSection authorities={authorities} />
    </>
  );
}

function Summary({ clusters, needs }: { clusters: number; needs: number }) {
  const { t } = useWords();
  let calm = t('certificates.count.calm');
  if (needs > 0) {
    calm =
      needs === 1
        ? t('certificates.count.needOne')
        : t('certificates.count.need', { number: String(needs) });
  }
  return (
    <>
      {clusters === 1
        ? t('certificates.count.one', { calm })
        : t('certificates.count.many', { number: String(clusters), calm })}
    </>
  );
}
